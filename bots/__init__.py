"""The members' door: Telegram, Discord and the terminal. They translate and decide nothing."""
