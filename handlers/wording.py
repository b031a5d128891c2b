"""Every sentence a member reads, in English, except danger answers (safety/answers.yaml) and the catalog itself.

Translations stand in handlers/translations/<language>.po, keyed by these sentences. Plain words, short sentences.
"""

from __future__ import annotations

from dataclasses import dataclass


def _(sentence: str) -> str:
    """Mark a sentence for translation."""
    return sentence


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a member can type behind a slash."""

    name: str
    description: str
    takes_text: bool = False
    for_staff: bool = False
    """Shown to managers and moderators only, where the app can do that; who may use it is asked at each use."""
    hint: str = _("Say it in your own words.")
    """What may be typed behind it."""


COMMANDS: tuple[Command, ...] = (
    Command("help", _("What I can do")),
    Command("find", _("Say what you need, in your own words"), takes_text=True),
    Command("crisis", _("Help right now: crisis lines")),
    Command("country", _("Choose your country"), takes_text=True),
    Command("privacy", _("What I keep and what I never keep")),
    Command("mydata", _("See what I hold about you")),
    Command("forget", _("Delete what I hold about you")),
    Command("clear", _("Delete my last answers here")),
    Command("optout", _("Leave me out of all counts")),
    Command("optin", _("Count me again")),
    Command("report", _("Tell us about a problem")),
    Command("stop", _("Ask me to be quiet")),
    Command(
        "suggest", _("Suggest a service for the list"), takes_text=True, hint=_("The link, beginning with https://")
    ),
    Command("setup", _("For managers: set me up for this community"), takes_text=True, for_staff=True),
    Command("suggestions", _("For managers: decide on what members suggest"), for_staff=True),
    Command(
        "catalog",
        _("For managers: find and change a service of the list"),
        takes_text=True,
        for_staff=True,
        hint=_("A part of its name."),
    ),
    Command(
        "verify",
        _("For managers: say that a service was checked today"),
        takes_text=True,
        for_staff=True,
        hint=_("A part of its name."),
    ),
    Command(
        "try",
        _("For managers: try what a member might say, and see why"),
        takes_text=True,
        for_staff=True,
        hint=_("What a member might say."),
    ),
    Command("pause", _("For managers: pause me here; danger is still answered"), for_staff=True),
    Command("resume", _("For managers: end the pause"), for_staff=True),
    Command("insight", _("For managers: what members wanted, in numbers that name nobody"), for_staff=True),
    Command("oncall", _("For moderators: be on call when a life is in danger"), for_staff=True),
)

# First contact
HELLO = _(
    "Hello. I am a bot. Tell me in your own words what is hard, or what you wish for. I look for help that fits.\n\n"
    "I only read messages that call me. I do not watch this chat. I am not a counsellor."
)
HELLO_EXAMPLES = _("For example: “I cannot sleep” or “I want to talk to people like me”.")
HELLO_DANGER = _("If you or somebody else is in danger now, type /crisis. You do not have to explain.")
HELLO_GROUP = _(
    "Hello. I am a bot. Write to me in private and I look for help that fits. "
    "I only read messages that call me. I do not watch this chat."
)
HELLO_LISTENING = _(
    "Hello. I am a bot. Tell me in your own words what is hard, or what you wish for. I look for help that fits.\n\n"
    "In the group I read all messages, only to see whether a life is in danger. I keep none of them. "
    "I miss many cries for help. I am not a counsellor."
)
HELLO_GROUP_LISTENING = _(
    "Hello. I am a bot. Write to me in private and I look for help that fits. In this chat I read all messages, "
    "only to see whether a life is in danger. I keep none of them. I miss many cries for help."
)
TELL_ME = _("Tell me in your own words what is hard, or what you wish for.")
OR_CHOOSE = _("Or choose one of these:")

# Groups
NEUTRAL = _("I have an answer for you. Tap the button and only you will see it. I am a bot.")
OPEN_PRIVATELY = _("Show it only to me")
DOORWAY_CLOSED = _("That button has run out, or it was made for somebody else.")
TELL_ME_HERE = _("Tell me here what you need: only you can see this.")
WRITE_IN_PRIVATE = _("I can only show that in private. Please write to me there.")

TYPE_UNSEEN = _(
    "Others can read what you type in this channel. To tell me something that only I see, use /find or write to me "
    "directly."
)

# Finding help
FOUND = _("This may fit. You can choose one, or none.")
FOUND_MORE = _("Here is more that may fit.")
NO_MORE = _("That is all I have for this. You can tell me more, or ask in other words.")
UNMET = _(
    "I am sorry. I have nothing that really fits this. The people who keep my list learn, without your name, "
    "what is missing."
)
NEED_COUNTRY = _("I have nothing for this that works everywhere. Tell me your country, and I look there.")
UNMET_NEXT = _("You can look in one of these areas, or reach a helpline with /crisis.")
CLARIFY = _("I want to get this right. Which of these is closest?")
CLARIFY_AREAS = _("I want to get this right. What are you looking for?")
AREA_NEEDS = _("Which of these is closest? You can also write it in your own words.")
WELCOME = _("You are welcome. I am a bot, and I am here whenever you need something.")
SMALLTALK = _("I am here. I am a bot that helps to find support. Tell me what you need, whenever you like.")
OUR_LANGUAGES = {
    "fr": "Je suis un bot. Je réponds seulement en anglais, en espagnol et en thaï. Vous pouvez toucher un bouton.",
    "de": "Ich bin ein Bot. Ich antworte nur auf Englisch, Spanisch und Thailändisch. Sie können einen Knopf antippen.",
    "pt": "Sou um bot. Só respondo em inglês, espanhol e tailandês. Pode tocar num botão.",
    "it": "Sono un bot. Rispondo solo in inglese, spagnolo e tailandese. Puoi toccare un pulsante.",
    "nl": "Ik ben een bot. Ik antwoord alleen in het Engels, Spaans en Thai. Je kunt op een knop tikken.",
    "id": "Saya bot. Saya hanya menjawab dalam bahasa Inggris, Spanyol, dan Thai. Kamu bisa menekan tombol.",
    "fil": "Bot ako. Sumasagot lang ako sa Ingles, Espanyol at Thai. Puwede kang pumindot ng button.",
    "tr": "Ben bir botum. Yalnızca İngilizce, İspanyolca ve Tayca cevap veriyorum. Bir düğmeye dokunabilirsiniz.",
    "pl": "Jestem botem. Odpowiadam tylko po angielsku, hiszpańsku i tajsku. Możesz dotknąć przycisku.",
    "vi": "Tôi là bot. Tôi chỉ trả lời bằng tiếng Anh, tiếng Tây Ban Nha và tiếng Thái. Bạn có thể chạm vào một nút.",
    "ru": "Я бот. Я отвечаю только на английском, испанском и тайском. Можно нажать на кнопку.",
    "uk": "Я бот. Я відповідаю лише англійською, іспанською та тайською. Можна натиснути кнопку.",
    "ar": "أنا بوت. أجيب فقط بالإنجليزية والإسبانية والتايلاندية. يمكنك الضغط على زر.",
    "fa": "من یک ربات هستم. فقط به انگلیسی، اسپانیایی و تایلندی پاسخ می‌دهم. می‌توانید روی یک دکمه بزنید.",
    "hi": "मैं एक बॉट हूँ। मैं सिर्फ़ अंग्रेज़ी, स्पेनिश और थाई में जवाब देता हूँ। आप कोई बटन दबा सकते हैं।",
    "bn": "আমি একটি বট। আমি শুধু ইংরেজি, স্প্যানিশ আর থাই ভাষায় উত্তর দিই। আপনি একটি বোতাম চাপতে পারেন।",
    "zh": "我是机器人。我只能用英语、西班牙语和泰语回答。你可以点一个按钮。",
    "ja": "私はボットです。英語、スペイン語、タイ語でだけ答えられます。ボタンを押してください。",
    "ko": "저는 봇입니다. 영어, 스페인어, 태국어로만 답할 수 있습니다. 버튼을 눌러 주세요.",
}
"""For members who write in another language; not read by native speakers."""
ASK_IN_OURS = _("I can answer in English, Spanish and Thai. You can also tap a button.")
LIST_CLOSED = _(
    "I cannot read my list of services right now. The people who run me have been told. "
    "Crisis lines still work: type /crisis."
)
ONLY_WORLDWIDE = _("I do not know your country, so I only show what works everywhere.")

AREA_COPING = _("Coping with something hard")
AREA_WELLBEING = _("Feeling well day by day")
AREA_THERAPY = _("Talking to a professional")
SOMETHING_ELSE = _("Something else")

# Cards
MAY_HELP_WITH = _("May help with: {needs}")
COST_FREE = _("Free")
COST_LOW = _("Low cost")
COST_PAID = _("Costs money")
COST_MIXED = _("Some parts cost money")
OPEN_ALWAYS = _("Day and night")
OPEN_NOW = _("Open now")
CLOSED_NOW = _("Closed now")
LAST_CHECKED = _("Last checked on {date}. It may have changed since.")
HOURS_PERIOD = _("{days} {opens}–{closes}")
HOURS_ZONE = _("({zone} time)")
ANY_TIME = _("Any time, right here")
WORLDWIDE = _("Works everywhere")
IN_COUNTRIES = _("For people in: {countries}")
IN_LANGUAGES = _("In {languages}")
FOR_AGES = _("For ages {low} to {high}")
FOR_AGES_FROM = _("For ages {low} and over")
FOR_AGES_TO = _("For people up to {high}")
EVIDENCE_GUIDELINE = _("Evidence: named in a health guideline")
EVIDENCE_META = _("Evidence: many studies together")
EVIDENCE_RCT = _("Evidence: tested in a careful trial")
EVIDENCE_OBSERVED = _("Evidence: studies that watched how people did")
EVIDENCE_EXPERT = _("Evidence: experts advise it")
EVIDENCE_NONE = _("Evidence: not studied as far as we know")
EVIDENCE_METHOD = _("(studies of the method, not of this service)")
EVIDENCE_INDIRECT = _("(studies of something close to it)")
CALL = _("Call {number}")
TEXT_NUMBER = _("Text {number}")
TEXT_WORD = _("Text {word} to {number}")
WHATSAPP = _("WhatsApp {number}")
TEXTPHONE = _("Textphone {number}")
EMAIL = _("E-mail {address}")
CHAT_AT = _("Chat: {address}")
ONLY_THERE = _("{contact} ({where})")
NOT_IN_YOUR_LANGUAGE = _("This text is in English.")
NOT_READ_BY_NATIVE = _("A native speaker has not yet read this translation.")

# Buttons
B_INTEREST = _("Count my interest")
B_NOT_FOR_ME = _("Not for me")
B_STEPS = _("Show the steps")
B_WHY = _("Why this?")
B_MORE = _("More")
B_CRISIS = _("Help right now")
B_WIPE = _("Delete this answer")
B_COUNTRY = _("Choose your country")
B_AS_JSON = _("Show it as JSON")
B_PRIVACY = _("What I keep")
B_LEARN = _("Learn about it")
B_TRY = _("Something to do myself")
B_CONNECT = _("Meet people like me")
B_GET_HELP = _("Get help from a person")
B_STEPS_FINE = _("None of these: show the steps")
B_STEPS_STOP = _("One of these fits me")

# Not for me
B_BROKEN = _("This did not work")
BROKEN = _(
    "Thank you. I noted it without your name. When somebody else says the same this week, whoever keeps the list "
    "is told to check it. If you need somebody now, tap below."
)
BROKEN_ENOUGH = _("Thank you. You have told me about enough places this week. If you need somebody now, tap below.")
BROKEN_NOT_SAVED = _("Thank you. I could not note it just now. If you need somebody now, tap below.")
REFUSE_ASK = _("What does not fit? Tap one. I count only your tap, without your name.")
REFUSE_COST = _("It costs too much")
REFUSE_PLACE = _("It is not where I live")
REFUSE_LANGUAGE = _("It is not in my language")
REFUSE_WAIT = _("The wait is too long")
REFUSE_AGE = _("It is not for my age")
REFUSE_READY = _("I am not ready for it")
REFUSE_TRIED = _("I have tried it")
REFUSED = _("Thank you. It is counted, without your name. Nobody will contact you. You can ask for something else.")
REFUSED_NOT_SAVED = _("Thank you. I could not count that just now. You can ask for something else.")

# Interest and exercises
NOTED = _("Noted without your name. Nobody will contact you.")
NOT_NOTED = _("I could not note that just now. You can still get it, and you lose nothing.")
TO_GET_IT = _("To get it: {how}")
BEFORE_YOU_START = _("Before you start: {question}")
STEPS_STOP = _("Then leave this one out for now. Your own doctor or nurse can tell you what is safe.")
STEPS_END = _("Stop at any time. If it does not help, that is not your fault.")
GONE = _("That entry is no longer in my list.")

# Why this?
WHY = _("Why I showed “{name}”:")
WHY_NEEDS = _("It is listed for: {needs}")
WHY_MET = _("It fits: {things}")
WHY_MISSED = _("It does not fit: {things}")
WHY_VERIFIED = _("Last checked on {date} by: {by} ({how}).")
WHY_STUDY = _("Study: {citation}")
WHY_NO_TEXT = _("I keep none of your words.")
THING_COST = _("the cost")
THING_LANGUAGE = _("the language")
THING_FORMAT = _("how you reach it")
THING_REGION = _("your country")
THING_AGE = _("the age")
THING_AUDIENCE = _("who it is for")
THING_ANONYMOUS = _("without a name")
THING_NIGHT = _("open at night")
THING_OPEN = _("open now")
THING_READINESS = _("what you want to do")
THING_DATA = _("little data needed")

# Country
COUNTRY_ASK = _("Which country are you in? I use it only to show numbers and services that work there.")
COUNTRY_SET = _("Okay: {country}. I will show what works there. I remember this for {days} days.")
COUNTRY_SET_ONCE = _("Okay: {country}. I could not save it, so I may ask again.")
COUNTRY_UNKNOWN = _("I do not know that country. Choose one, or write its name after /country.")

# Privacy and rights
PRIVACY = _(
    "What I keep: weekly counts of how many members asked for something. No names, none of your words.\n"
    "So that nobody is counted twice, I keep a scrambled code until the week ends. Then it is destroyed.\n"
    "If you choose a country, I keep that, locked, for {days} days.\n"
    "If I ask how you are after hard words, I remember for one hour that I asked.\n"
    "What you write still passes through the app you use, which has rules of its own.\n"
    "/mydata shows what I hold. /forget deletes it."
)
PRIVACY_RIGHTS = _("/optout leaves you out of all counts. Counts are kept for {days} days, backups for 30 days.")
PRIVACY_MODERATORS = _(
    "Moderators I tell about a danger get a note without your words. If it cannot be sent yet, I keep it locked, for a "
    "day at most."
)
PRIVACY_NUMBERS_OFF = _("In this community all counts are turned off: nothing is counted here.")
PRIVACY_CONTACT = _("Questions about your data: {contact}")
PRIVACY_NO_CONTACT = _("Questions about your data: ask the people who run this community.")
PRIVACY_PAGE = _("The whole text: {url}")
PRIVACY_VERSION = _("This text is from {date}.")
OPTED_OUT = _(
    "Done. I leave you out of all counts, in every group. I took out {n} of this week.\n"
    "I keep one locked note of that for {days} days. /optin undoes it, and /forget deletes it."
)
OPTED_IN = _("Done. You are counted again, without your name.")
OPT_NOT_SAVED = _("I could not save that just now. Please try again in a few minutes.")
LEFT_OUT = _("I did not count it, because you asked me to leave you out. Nobody will contact you.")
MY_DATA_OPTED_OUT = _("You asked me to leave you out of all counts. I keep a locked note of that until {date}.")
MY_DATA_NONE = _("I hold nothing about you.")
MY_DATA_COUNTED_ONE = _("This week you are counted once, without your name: {things}.")
MY_DATA_COUNTED_MANY = _("This week you are counted {n} times, without your name: {things}.")
MY_DATA_COUNTRY = _("You chose a country: {country}. I forget it on {date}.")
MY_DATA_HOME = _("You came here from a group. I forget which one on {date}.")
MY_DATA_DANGER = _("I asked how you are. I forget that within an hour.")
MY_DATA_UNREADABLE = _("I cannot look that up right now. Please try again in a few minutes.")
FORGOTTEN_ONE = _("Done. I deleted {n} entry. Nothing about you is left.")
FORGOTTEN_MANY = _("Done. I deleted {n} entries. Nothing about you is left.")
FORGOTTEN_NONE = _("Done. There was nothing about you to delete.")
FORGOTTEN_WHAT = _("Taken out of counts: {digests}. Locked notes deleted: {memories}.")
FORGOTTEN_BACKUPS = _("Backups end after 30 days. If one is used before, I delete this again.")
NOT_FORGOTTEN = _("I could not delete everything right now. Please try /forget again in a few minutes.")
MY_DATA_ON_CALL = _("You are on call for a community. I forget that on {date}.")
MY_DATA_ASKED = _("I asked moderators about you. I forget that within an hour.")
COUNTED_REQUEST = _("a request about: {need}")
COUNTED_UNMET = _("a request I had nothing for: {need}")
COUNTED_INTEREST = _("interest in: {service}")
COUNTED_BROKEN = _("that it did not work: {service}")
COUNTED_PROBLEM = _("a problem you told us about")
COUNTED_SHOWN = _("that you were shown: {service}")
COUNTED_REFUSED = _("that this is not for you: {service}")
COUNTED_REASON = _("why something is not for you: {reason}")
COUNTED_AREA = _("a request in the area: {area}")
COUNTED_LANGUAGE = _("the language of an answer: {language}")
COUNTED_READINESS = _("what you want to do: {readiness}")
COUNTED_MET = _("a wish that an answer met: {thing}")
COUNTED_MISSED = _("a wish that no answer met: {thing}")
COUNTED_ASKED = _("that you asked for something")
COUNTED_NOTHING_FITTED = _("that nothing fitted")
COUNTED_KIND = _("which kind of help that was")
COUNTED_HARD = _("that I gave an answer to hard words")

# Problems, stopping, deleting
REPORT_ASK = _("What went wrong? Tap one. I pass on only your tap, without your name.")
REPORT_NUMBER = _("A number or link is wrong")
REPORT_FIT = _("The answer did not fit")
REPORT_HURT = _("An answer hurt or scared me")
REPORT_OTHER = _("Something else is wrong")
REPORT_THANKS = _(
    "Thank you. It is counted, without your name. To say more, write to the people who run this community."
)
REPORT_NOT_SAVED = _("Thank you. I could not save that just now. Please tell the people who run this community.")
MISTAKE = _("Okay. Thank you for telling me. I am here whenever you like.")
ONLY_WORDS = _("I can only read words. I cannot hear or see what you sent. Can you write it to me?")
STOPPED = _("Okay. I am quiet until you write to me again. I never write first. /forget deletes what I hold.")
WIPED = _("Deleted here. Other phones or computers may still show it for a moment.")
CLEARED = _(
    "Done. I deleted my last answers here, as far as this app lets me. Other phones or computers may still show them. "
    "What is older, or what you wrote, you can delete yourself."
)
OLD_BUTTON = _("That button is too old for me. Tell me again what you need.")
UNKNOWN_COMMAND = _("I do not know that command. /help shows what I can do.")
SORRY = _("Sorry, something went wrong on my side (code {code}). Nothing you wrote was kept. Please try again.")
SORRY_DANGER = _(
    "If you or somebody else is in danger, type /crisis, look at findahelpline.com, "
    "or call your local emergency number."
)

# Moderators: what members read
B_MODERATOR = _("Tell a moderator")
PREVIEW = _("This is the note that I would send, word for word. I have sent nothing yet.")
PREVIEW_READERS = _("Who reads it: {names}.")
READER_CHAT = _("everybody in the staff chat “{name}”")
PREVIEW_NO_CHAT = _("I leave out the staff chat too: whoever you left out may read along there.")
PREVIEW_CHOICE = _("I send it only if you tap. I cannot say when they look. Do not wait for them.")
B_SEND_NAMED = _("Send it")
B_SEND_UNNAMED = _("Send it without my name")
B_LEAVE_OUT = _("Not to {name}")
B_SEND_NOT = _("Do not send it")
ASKED_SENT = _("I asked moderators to look. I cannot say when. Do not wait for them.")
ASKED_LATER = _("I could not reach a moderator yet. I keep trying for a day. Do not wait for them.")
ASKED_FAILED = _("I could not reach a moderator. Please do not wait for them. /crisis shows whom you can call.")
ASKED_ALREADY = _("I asked moderators already, less than an hour ago. Do not wait for them.")
ASKED_NOT = _("Okay. I sent nothing. /crisis shows whom you can call.")
ASKED_NOBODY = _("There is nobody here whom I can ask. /crisis shows whom you can call.")

# Moderators: the note
NOTE_HEAD = _("Somebody may be in danger. Please look.")
NOTE_NEXT = _("Nobody has said yet that they are on it. You are the next on call.")
NOTE_WHEN = _("When: {time}")
NOTE_PRIVATE = _("Where: a private chat with me")
NOTE_WHO = _("Who: {name}")
NOTE_NO_NAME = _("Who: they did not want to give their name")
NOTE_GROUP = _("Where: {chat}")
NOTE_LINK = _("Message: {link}")
NOTE_KIND = _("It may be about: {kind}")
KIND_INTENT = _("ending their life soon")
KIND_IDEATION = _("thoughts of suicide")
KIND_PASSIVE = _("not wanting to live")
KIND_SELFHARM = _("hurting themselves")
KIND_MEDICAL = _("a medical emergency")
KIND_DANGER = _("a danger to themselves or others right now")
NOTE_OTHER = _("It is about somebody else, not about the person who wrote.")
NOTE_ANSWERED_LINES = _("I answered with crisis lines.")
NOTE_ANSWERED_EMERGENCY = _("I answered with the emergency number and crisis lines.")
CHECK_ON_IT = _("1. Tap “I'm on it”, so that the others know.")
CHECK_REACH_OUT = _(
    "2. Write to them kindly, in private if you can. Ask directly, and listen. Do not promise to keep it secret."
)
CHECK_CALL = _("3. Is a life in danger now? Call {number}. You are not a crisis line: hand over to trained people.")
CHECK_CALL_LOCAL = _(
    "3. Is a life in danger now? Call the emergency number. You are not a crisis line: hand over to trained people."
)
CHECK_HAND_ON = _("If you cannot stay, hand on to one of these: {names}.")
CHECK_AFTERCARE = _("4. Afterwards take a break, and tell somebody how you are.")
B_ON_IT = _("I'm on it")
ON_IT = _("You are on it, and the others know. Thank you.")
ON_IT_THEN = _("The four lines of the note say what to do. Tap below when you have handed over.")
ON_IT_WHO = _("{name} is on it.")
ON_IT_ALREADY = _("{name} is on it already. Thank you.")
ON_IT_SOMEBODY = _("Somebody is on it already. Thank you.")
B_DONE = _("I have handed over")
AFTERCARE = _(
    "Thank you for being there. This can weigh on you. Take a break, and tell another moderator how you are. "
    "Crisis lines are there for you too: /crisis."
)

# Moderators: being on call
ON_CALL_ASK = _(
    "When somebody here may be in danger, I write a short note to those on call, one after the other. "
    "It holds no word of their message. Do you want to be on call?"
)
ON_CALL_IS = _("You are on call here.")
B_JOIN = _("I will be on call")
B_LEAVE = _("I am no longer on call")
ON_CALL_TEST = _("This is a test. I will write to you here when somebody may be in danger.")
ON_CALL_JOINED = _("You are on call. I keep your name and where to write to you, locked. /forget deletes it.")
ON_CALL_CLOSED = _("I cannot write to you in private. Allow private messages from here, then tap again.")
ON_CALL_LEFT = _("You are no longer on call. Thank you for your time.")
ON_CALL_FULL = _("Enough people are on call here already. A manager can take somebody off the list.")
ON_CALL_MODERATORS = _("Only moderators of this community can be on call. I asked this app just now.")

# Setting up, for managers
SETUP_IN_GROUP = _("Type {command} in your group or server, so that I know which one you mean.")
SETUP_MANAGERS = _("Only managers of this community can do that. I asked this app just now. Write under your own name.")
SETUP_NOT_SAVED = _("I could not save that just now. Please try again in a few minutes.")
SETUP_YOUNG = _("This community is for people from 13 to 17. There I never hand anything over to moderators.")
SETUP_ON = _("Asking moderators is on.")
SETUP_OFF = _("Asking moderators is off.")
SETUP_WHAT = _(
    "When it is on, members in danger can ask me in private to tell a moderator. They see the note first. "
    "In the group I tell moderators myself when a life is in danger."
)
SETUP_COUNTRY = _("Country: {country}")
SETUP_NO_COUNTRY = _("Country: not chosen yet")
B_SETUP_COUNTRY = _("Choose the country")
SETUP_COUNTRY_ASK = _("Which country are most of your members in? Each member can choose another one.")
SETUP_PEOPLE = _("On call, in this order: {names}")
SETUP_NO_PEOPLE = _("On call: nobody yet. Each moderator who wants to types /oncall here in the community.")
B_SETUP_REMOVE = _("Take {name} off")
SETUP_CHAT = _("Staff chat: {name}. Who can read it: {readers}.")
SETUP_NO_CHAT = _("Staff chat: none")
SETUP_CHAT_SET = _("Notes about members in danger come here now. Who can read them: {readers}.")
SETUP_PUBLIC = _("That chat is public: anybody could read the notes. Choose a closed chat for staff alone.")
SETUP_COMMUNITY = _("That is the community itself: everybody could read the notes. Choose a chat for staff alone.")
SETUP_UNREACHABLE = _("I cannot look into the staff chat. Add me there, and try again.")
B_SETUP_HERE = _("Send notes to this channel")
B_SETUP_THERE = _("Choose a staff chat")
B_SETUP_NO_CHAT = _("No staff chat")
READERS_ROLES = _("everybody with one of these roles: {names}")
READERS_PEOPLE = _("single people let in: {n}")
READERS_MEMBERS = _("all its members ({n})")
READERS_STAFF = _("those who run this community")
SETUP_NOTICE = _("The notice is pinned.")
SETUP_NO_NOTICE = _("Notice: not pinned yet. Pin this in the community:")
NOTICE = _(
    "I am a bot. I only read messages that call me. I do not watch this chat. If such a message shows that a life is "
    "in danger, and moderators are on call, I ask them to look. In private I ask them only if you tap. Nobody may "
    "see it at once. "
    "In an emergency, call your local emergency number."
)
NOTICE_LISTENING = _(
    "I am a bot. I read all messages in this chat, only to see whether a life is in danger. I keep none of them. "
    "I miss many cries for help, so please look out for each other. When I see one, I answer here. "
    "If moderators are on call, I ask them to look. In private I ask them only if you tap. "
    "Nobody may see it at once. In an emergency, call your local emergency number."
)
SETUP_NOTICE_OLD = _("What I pinned is not what I would say now. You can let me post it again.")
SETUP_NOTICE_POSTED = _("Notice: I posted it. It is not pinned yet.")
SETUP_NOTICE_ELSEWHERE = _("If you want me to post and pin it, type {command} in the channel where members talk.")
B_NOTICE_POST = _("Post and pin it for me")
B_NOTICE_POST_IN = _("Post and pin it in “{name}”")
B_NOTICE_AGAIN = _("Post and pin it again")
B_NOTICE_PIN = _("Try to pin it again")
B_LISTEN_POST = _("Post and pin it, then listen")
NOTICE_YOUNG = _(
    "I am a bot. I only read messages that call me. I do not watch this chat. I pass nothing on to anybody. In an "
    "emergency, call your local emergency number."
)
NOTICE_DONE = _("I posted the notice and pinned it.")
NOTICE_ALREADY = _("I have pinned the notice already.")
NOTICE_OLD_STAYS = _("The new notice is there. I could not unpin the old one, so please do that yourself.")
NOTICE_BUSY = _(
    "I could not do that just now. Perhaps I am at it already. Look into the community, and try again in a minute."
)
NOTICE_NO_RIGHT = _(
    "I posted the notice, but I may not pin it. I lack the right “Pin Messages” there. Give it to me and try "
    "again, or pin it yourself and tell me."
)
NOTICE_AS_ADMIN = _(
    "I posted the notice, but I may not pin it. Please pin it yourself, and tell me. Only an administrator with "
    "the right “Pin Messages” may pin here. If you make me one, this app sends me every message. I drop those that "
    "do not call me, unless you let me listen."
)
NOTICE_FULL = _("I posted the notice, but no more messages can be pinned there. Unpin an old one, and try again.")
NOTICE_PIN_UNSURE = _(
    "I posted the notice. The app did not say whether it is pinned. Look there, and try again if it is not."
)
NOTICE_UNSURE = _(
    "The app did not say whether it took the notice. Look into the community. If it is not there, try again."
)
NOTICE_NOT_POSTED = _(
    "I may not write there. I lack the right “Send Messages”. Please post this text yourself, pin it, and tell me:"
)
SETUP_DEAF_DONE = _("I have stopped listening.")
SETUP_NOT_LISTENING = _("Listening: off. I only read messages that call me.")
SETUP_LISTENING = _(
    "Listening: on. I read all messages that this app shows me. I answer one only when a life may be in danger, "
    "and each member once an hour at most."
)
B_SETUP_LISTEN = _("Listen to all messages")
B_SETUP_DEAF = _("Stop listening")
SETUP_LISTEN_ASK = _(
    "If I listen, I read every message here that this app shows me. I keep and count none of them. I answer in the "
    "group only when strict rules say that a life may be in danger. About violence at home I say nothing there: "
    "whoever does it may read along. I will miss many cries for help, and now and then I will be wrong."
)
SETUP_LISTEN_APP = _(
    "The app must let me. On Telegram, privacy mode must be off at @BotFather. On Discord, whoever runs me must allow "
    "it: docs/running.md says how."
)
SETUP_LISTEN_PIN = _("Members must know before I begin. Pin this in the community first:")
B_SETUP_LISTEN_PINNED = _("It is pinned: listen")
B_SETUP_BACK = _("Back")
SETUP_DEAF = _(
    "I have stopped listening. What is pinned is wrong now, so pin the other notice. "
    "Until you say that you did, I ask no moderators."
)
B_SETUP_PINNED = _("It is pinned")
SETUP_READY = _("Everything is there. You can turn it on.")
B_SETUP_ON = _("Turn it on")
B_SETUP_OFF = _("Turn it off")

# What managers turn off
B_FEATURES = _("Choose what members can do")
FEATURES = _("This is what you can turn off. Nobody can turn off danger answers, crisis lines, {always}.")
FEATURE_SUGGEST = _("Suggestions: members can send a link with {command}. It waits for you in the staff chat.")
FEATURE_NUMBERS = _("Numbers: without names, I count what members ask for and would like. {command} shows it.")
FEATURE_BROKEN = _("“This did not work”: members can tell me of a number or page that does not work.")
B_SUGGEST_OFF = _("Turn suggestions off")
B_SUGGEST_ON = _("Turn suggestions on")
B_NUMBERS_OFF = _("Turn numbers off")
B_NUMBERS_ON = _("Turn numbers on")
B_BROKEN_OFF = _("Turn “This did not work” off")
B_BROKEN_ON = _("Turn “This did not work” on")
OFF_NUMBERS = _("That is fine. In this community I count nothing, so I noted nothing.")
OFF_BROKEN = _(
    "I am sorry that it did not work. I do not note that in this community. You can tell the people who run it."
)
OFF_INSIGHT = _(
    "Numbers are turned off for this community. I count nothing, and I show none. {command} turns them on again."
)

# Suggesting a service: what members read
SUGGEST_ASK = _("Do you know a service that could help people here? Send me the link of its web page now.")
SUGGEST_ASK_BEHIND = _(
    "Do you know a service that could help people here? Type {command} once more, with the link of its web page "
    "behind it."
)
SUGGEST_ONLY = _("It begins with https://. I take only the link and what you tap. I keep nothing else that you write.")
SUGGEST_CLOSED = _("I take no suggestions here. You can tell the people who run this community yourself.")
LINK_NONE = _(
    "I take only a link here, and I keep nothing else that you write. It begins with https:// and has no spaces."
)
LINK_NOT_SECURE = _("The link must begin with https://. Please send it like that.")
LINK_LONG = _("That link is too long. Please send me the first page of the service.")
LINK_HIDDEN = _("That link hides where it leads. Open it, and send me the link that you see then.")
LINK_CHAT = _("That leads into a chat, and nobody can look at that first. Please send me a web page.")
LINK_PERSONAL = _(
    "Something in that link may tell who you are. Please send me the first page of the service, "
    "without what stands behind the question mark."
)
LINK_HOST = _("That is no public web page. Please send me a link with a name in it.")
SUGGEST_KNOWN = _("That is in my list already. Thank you for thinking of it.")
SUGGEST_KIND = _("What kind of help is it?")
SUGGEST_AREA = _("What is it for?")
SUGGEST_NEED = _("Which of these is closest?")
SUGGEST_PREVIEW = _(
    "This is all that I pass on. I do not say who you are.\n"
    "If I should tell you what they decide, I keep where to write to you, locked, until then."
)
SUGGESTION_KIND = _("Kind: {kind}")
SUGGESTION_NEED = _("For: {need}")
B_SUGGEST_TELL = _("Send it, and tell me what they decide")
SUGGEST_SENT = _(
    "Thank you. The people who run this community will look at it. I keep it locked until they decide, {days} days at "
    "most. /mydata shows it, and /forget deletes it."
)
SUGGEST_LATER = _("I could not write to them just now. They find it when they look at what waits.")
SUGGEST_WILL_TELL = _("I tell you here what they decide.")
SUGGEST_NOT = _("Okay. I sent nothing, and I have forgotten the link.")
SUGGEST_LOST = _("I do not have the link any more. Please begin again with {command}.")
SUGGEST_ENOUGH = _("You have sent several already, thank you. Please wait a day, or until they have decided.")
SUGGEST_FULL = _("Many suggestions wait here already. Please try again in a day or two.")
SUGGEST_WAITS = _("That link waits for the people who run this community already. Thank you.")
SUGGEST_TAKEN = _(
    "Good news about the service that you suggested ({kind}, for: {need}). The people who run your community take it "
    "in. It may need some days until I can show it. Thank you."
)
SUGGEST_DECLINED = _(
    "Thank you for the service that you suggested ({kind}, for: {need}). The people who run your community looked at "
    "it, and do not take it in this time. {reason} You are welcome to suggest another one."
)
SUPPORT_LEARN = _("information and courses")
SUPPORT_GROUP = _("a group of people who know it too")
SUPPORT_SKILLS = _("exercises to learn")
SUPPORT_COUNSEL = _("talks with a counsellor or therapist")
SUPPORT_WORK = _("help to find or keep work")
SUPPORT_BODY = _("therapy with movement, art or music")
SUPPORT_CHECK = _("a test of how I am")
SUPPORT_LINE = _("a helpline")
SUPPORT_LIST = _("a list to search for help")
DECLINE_SAFE = _("They could not be sure that it is safe for everybody here.")
DECLINE_EVIDENCE = _("They could not find out whether it helps.")
DECLINE_PLACE = _("It does not work where most members live.")
DECLINE_COST = _("It costs more than most members can pay.")
DECLINE_HAVE = _("They have something very much like it already.")
DECLINE_GONE = _("The page did not open, or the service has ended.")
DECLINE_OUTSIDE = _("It may well be good, but it is not what this list is for.")
MY_DATA_BEGUN = _("You began to suggest a service. I forget that within an hour.")
MY_DATA_SUGGESTION = _(
    "You suggested a service ({kind}, for: {need}). I keep that, locked, until they decide, {date} at the latest."
)
MY_DATA_DECIDED = _("They decided on a service that you suggested. I forget that on {date}.")
PRIVACY_SUGGESTIONS = _("If you suggest a service, I keep the link, locked, until they decide.")

# Suggesting a service: what managers read
QUEUE_CARD = _("A member suggests a service. I do not say who it is.")
QUEUE_LINK = _("The link is plain text, so that nobody opens it by mistake. Read it before you copy it.")
QUEUE_ONE_AGREED = _("One manager has agreed that it may hold a number or contact. A second one must look too.")
QUEUE_MANY = _("Suggestions that wait: {n}")
QUEUE_NONE = _("No suggestion waits.")
QUEUE_GONE = _("That one does not wait any more: somebody has decided, or it was taken back.")
B_QUEUE_TAKE = _("Take it in")
B_QUEUE_DECLINE = _("Do not take it in")
B_QUEUE_NEXT = _("Show the next one")
CHECK_IDENTITY = _(
    "1 of 3. I have read the page. It does not try to change whom people love or who they are. "
    "It is no “conversion therapy”."
)
CHECK_EATING = _("2 of 3. It does not praise or teach starving, throwing up, hurting oneself or dying.")
CHECK_HEALERS = _("3 of 3. It takes no money for a cure that nobody has tested. Its healers have learned their work.")
B_CHECK_YES = _("Yes, that is so")
B_CHECK_NO = _("No, or I am not sure")
QUEUE_CONTACT = _(
    "Will the entry hold a phone number, an address to write to, or another contact? A wrong one can hurt. "
    "So a second manager must agree to it."
)
B_ONLY_LINK = _("Only the link")
B_WITH_CONTACT = _("A number or contact too")
QUEUE_AGREED = _("You have agreed, and the staff chat knows. It waits until a second manager takes it in too.")
QUEUE_TAKEN = _(
    "It is taken in. Members see it once its entry is written. You can write it here in chat: the link, the kind and "
    "the need are filled in already."
)
QUEUE_WAY_IN = _(
    "The way to it is for you alone, and stays open for a quarter of an hour. After that, write {command} to me in "
    "private."
)
B_WRITE_HERE = _("Write its entry here")
B_WRITE_NAMED = _("Write the entry: {name}")
B_ENTRY = _("I edit the file: show me its entry")
QUEUE_STUB = _(
    "Here is the beginning of its entry. Paste it into services_catalog.yaml below “services:”, and fill in what is "
    "empty. Then run: peerbridge catalog check"
)
TAKEN_KNOWN = _("This is filled in already:")
TAKEN_NO_NUMBER = _("It gets no phone number: only the link was agreed to.")
TAKEN_LEFT = _("Taken in, and not in the list yet: {n}")
TAKEN_GONE = _("Somebody has written that entry already, or it has waited too long.")
B_TAKEN_KIND = _("Choose another kind or need")
QUEUE_TWO_AGREED = _("Two managers have agreed to a contact. Call or write to it once before you save the entry.")
QUEUE_WHY = _("Why not? The member hears the reason that you tap, kindly, if they wanted to hear from me.")
QUEUE_TAKEN_BY = _("{name} has taken in a suggestion ({kind}, for: {need}).")
QUEUE_DECLINED_BY = _("{name} has declined a suggestion ({kind}, for: {need}).")
QUEUE_DECLINED = _("It is declined, and I have forgotten it.")
QUEUE_TOLD = _("I have told the member.")
QUEUE_NOT_TOLD = _("The member did not want to hear from me, or I could not reach them.")

# Numbers, for managers
INSIGHT_HEAD = _("What members wanted, {first} to {last}.")
INSIGHT_RULE = _("Each member counts once a week. Numbers below 11 are never told, so that they name nobody.")
INSIGHT_NOTHING_YET = _("No week has ended yet. The first numbers come after the first Sunday.")
INSIGHT_TOO_SMALL = _(
    "This community has fewer than 22 members, or this app has not told me how many. "
    "With so few, a number is nearly a name. So I tell none."
)
INSIGHT_TOO_FEW = _(
    "In no week did 11 members or more ask for the same thing. So I tell no number. Nothing is broken: members are "
    "answered as always."
)
INSIGHT_ASKED = _("Asked for something: {found}.")
INSIGHT_MOST = _("Asked for most: {things}.")
INSIGHT_UNMET = _("Nothing fitted: {found}.")
INSIGHT_WANTED = _("Would like something I showed: {found}.")
INSIGHT_WORSE = _("In {language}, nothing fitted more often than for everybody. Chance alone does not explain it.")
INSIGHT_HOLES_ONE = _("Your list has {n} hole. Tap “What is missing”.")
INSIGHT_HOLES_MANY = _("Your list has {n} holes. Tap “What is missing”.")
INSIGHT_NEEDS = _("What was asked for, each in its busiest week:")
INSIGHT_OTHERS = _("Of all other needs no number can be told.")
INSIGHT_NO_NEED = _("Of no need can a number be told yet.")
INSIGHT_SERVICES = _("What I showed, each in its busiest week:")
INSIGHT_SERVICE = _("– {label}: shown to {shown}; would like it: {wanted}; said no: {refused}")
INSIGHT_NO_SERVICE = _("Of no service can a number be told yet.")
INSIGHT_HELPLINES = _("Helplines. Nobody is asked whether they would like one. Shown to:")
INSIGHT_LINE = _("– {label}: {found}")
INSIGHT_HOLES = _("Members asked, and nothing fitted:")
INSIGHT_NO_HOLE = _("I can name no hole in your list: nothing was missing for 11 members or more in one week.")
INSIGHT_UNREADABLE = _("I cannot read the numbers just now. Please try again in a few minutes.")
INSIGHT_NO_CHAT = _("There is no staff chat yet. Choose one with /setup.")
N_EXACT = _("{n} members")
N_AT_LEAST = _("at least {n} members")
N_FEWER = _("fewer than {n}")
N_NOTHING = _("not told")
N_IN_WEEK = _("{members} in the week of {date}")
N_IN_QUARTER = _("{members} in the busiest week of the three months from {date}")
N_FEWER_SINCE = _("fewer than {n} in any week since {date}")
HOLE = _("“{need}”: {members}. Your list has {n} for it.")
HOLE_IN = _("“{need}” in {language}: {members}. Your list has {n} for it in {language}.")
HOLES_FILE = _("The file has an entry to fill in for each. Paste it below “services:” in services_catalog.yaml.")
ENTRIES = _("Entries to fill in, one for each hole")
B_OVERVIEW = _("Overview")
B_NEEDS = _("What was asked for")
B_SERVICES = _("What was wanted")
B_HOLES = _("What is missing")
B_POST = _("Show it in the staff chat")
POSTED = _("It stands in the staff chat. Who can read it: {readers}.")
B_OURS = _("We offer this already: {need}")
OURS_SAVED = _("Okay, you offer it: “{need}”. I do not name it again. You can undo that under /insight.")
OURS_LIST = _("You said that you offer this, so I do not name it: {needs}.")
B_OURS_CLEAR = _("Name all of it again")
B_LETTER_ON = _("Send a letter every Monday")
B_LETTER_OFF = _("No more letters on Monday")
LETTER_ON = _(
    "Done. On Mondays at nine I write to the staff chat what is to be checked, and what was missing, if enough members "
    "asked for it. Who can read it: {readers}."
)
LETTER_OFF = _("Done. I send no more letters on Monday.")
LETTER = _("Monday letter: members asked for this, and nothing fitted.")
LETTER_OURS = _("Do you offer it already? A manager taps, and I do not name it again. All numbers: /insight.")
LETTER_WORK = _("Monday letter: this waits for you.")
CHORES = _("To be checked this week:")
CHORE_BROKEN = _("{name}: members say that it does not work. Last checked on {date}.")
CHORE_OLD = _("{name}: people in danger call it, and nobody has checked it for a year. Last checked on {date}.")
CHORE_STALE = _("{name}: checked long ago, on {date}.")
CHORE_DUE = _("{name}: last checked on {date}, so it is time again.")
CHORES_MORE = _("And {n} more: {command}")
CHORES_ALL = _("When you have looked at one, tell me: {command}")
CHORES_LINES = _("For a crisis line of your own, that is done in the file: {command}")
CHORES_DECIDE = _("You find them with {command}.")
CHART_OVERVIEW = _("The same as a picture, with charts (in English).")
CHART_NEEDS = _("A chart: what was asked for most (in English).")
CHART_SERVICES = _("A chart: how many saw a service, and how many would like it (in English).")

# The list of services, to the staff
CATALOG_BROKEN = _(
    "Somebody saved {file}, and there are mistakes in it. I go on with the last good list, so members notice nothing. "
    "What to write:"
)
CATALOG_LOST = _(
    "There are mistakes in {file}, and I have no earlier list. Until they are mended I answer danger alone. "
    "What to write:"
)
CATALOG_UNKEPT = _(
    "{file} is live. But some who must find a service do not find it, and I have no earlier list in which they do. "
    "Change the list, or what golden.yaml asks for:"
)
CATALOG_MORE = _("More mistakes: {n}. To see all of them: {command}")
CATALOG_UNDO = _("To take the change back: {command}")
CATALOG_GOOD = _("{file} is good again, and the new list is live.")

# Terminal
T_WELCOME = _("This is Peerbridge in your terminal. Type what you need, a number to press a button, or /quit to leave.")
T_PROMPT = _("you> ")
T_NO_SUCH_NUMBER = _("There is no button with that number.")
T_BYE = _("Take care.")
T_NOTICE = _("[for all to read]")
T_STAFF = _("[to staff]")

# Managers change the list in chat
CATALOG_HOME = _("Your list has {n} services. Changed here in chat: {changed}.")
CATALOG_SEARCH = _("To find one, write {command} and a part of its name behind it.")
CATALOG_NONE = _("I found no service with these words.")
CATALOG_WHICH = _("Which one?")
CATALOG_FIRST = _("These are the first {n}. Write more of the name to find another one.")
VERIFY_URGENT = _("These should be checked first. Which one have you looked at?")
VERIFY_BROKEN = _("members say: does not work")
VERIFY_OLDEST = _("These were checked longest ago. Which one have you looked at?")
CATALOG_HIDDEN = _("It is hidden: members here do not see it.")
CATALOG_CHANGED = _("A number of it was changed here in chat.")
CATALOG_SAVED = _("Saved. For members here it counts from now on.")
B_CATALOG_CHANGED = _("Show what was changed here")
B_CATALOG_HIDE = _("Hide it here")
B_CATALOG_SHOW = _("Show it here again")
B_CATALOG_NUMBER = _("Change {number}")
B_CATALOG_CHECKED = _("I have checked it")
B_CATALOG_UNDO = _("Undo all changes to it")
CHECK_ASK = _("Is all of it right today? How do you know?")
B_HOW_CALLED = _("Yes, I called")
B_HOW_READ = _("Yes, I read its own page")
B_AS_IT_IS = _("Leave it as it is")
NUMBER_TITLE = _("A new number or address")
NUMBER_FIELD = _("As members should read it")
NUMBER_ASK = _("Write me the new number or address of “{name}”, as members should read it. Now it is: {number}")
NUMBER_BAD = _(
    "Nobody could reach that, or it was given up. Write a number in digits, a whole e-mail address, "
    "or a link with https://."
)
NUMBER_OLD = _("{name}, until now: {number}")
NUMBER_NEW = _("From now on: {number}")
NUMBER_SPELT = _("Sign by sign: {number}")
NUMBER_CHECK = _("Please read it once more. Members see it at once. Is it right, and how do you know?")
B_NUMBER_AGAIN = _("Write it again")
FORM_TAP = _("That took me too long. Please tap once more.")
FORM_LOST = _("I do not have what you wrote any more. Please begin again.")
MY_DATA_FORM = _("You began to change the list. I forget that within an hour.")

# Managers pause the bot
PAUSED = _("The people who run this community have paused me. In danger I still answer: {command}")
PAUSE_ON = _(
    "I am paused here. I still answer danger, and members can still see and delete what I hold. To end it: {command}"
)
PAUSE_OFF = _("The pause is over. I answer here again.")

# Managers choose what fits their community
B_SETUP_MORE = _("Ages, languages, and more")
AGES_YOUNG = _("Ages: 13 to 17. I hand nothing over to moderators, and remember danger on no disk.")
AGES_MIXED = _("Ages: all.")
AGES_ADULT = _("Ages: 18 and older.")
AGES_UNKNOWN = _("Ages: not chosen yet.")
CHOSEN_LANGUAGES = _("Languages here: {languages}.")
NO_LANGUAGES = _("Languages here: not chosen yet.")
CHOSEN_ZONE = _("Time zone: {zone}.")
REPLY_PRIVATE = _("Answers: only the member sees them.")
REPLY_PUBLIC = _("Answers: shown in the group, but for sensitive needs.")
CHANNEL_ON = _("In this channel I answer.")
CHANNEL_OFF = _("In this channel I answer danger alone.")
CHOSEN_SAVED = _("Saved.")
B_AGES_YOUNG = _("Ages 13 to 17")
B_AGES_MIXED = _("All ages")
B_AGES_ADULT = _("18 and older")
B_LANGUAGE_IN = _("Add {language}")
B_LANGUAGE_OUT = _("Take {language} out")
B_ZONE = _("Choose the time zone")
B_REPLY_PUBLIC = _("Show answers in the group")
B_REPLY_PRIVATE = _("Show answers only to the member")
B_CHANNEL_ON = _("Answer in this channel")
B_CHANNEL_OFF = _("Be quiet in this channel")
ZONE_NEEDS_COUNTRY = _("Choose the country first.")
ZONE_ASK = _("Which clock do most of your members live by?")
SILENT_HERE = _("I am off in this channel. Write to me in private. In danger I still answer: {command}")

# Managers try what a member might say
TRY_ASK = _("Write {command} and behind it what a member might say. Nothing of it is kept or counted.")
TRY_SERVICES = _("I would show the first three of these, with the best first.")
TRY_CLARIFY = _("I would ask what they mean, before I show anything.")
TRY_UNMET = _("I have nothing that fits. It would count as missing.")
TRY_SMALLTALK = _("I would take it for small talk.")
TRY_NEEDS = _("What I understood: {needs}")
TRY_NEARLY = _("Nearly shown:")
TRY_NOT_REGION = _("not for this country, or the country is not known")
TRY_NOT_AGE = _("not for this age")
TRY_NOT_AUDIENCE = _("for other people")
TRY_NOT_CAUTION = _("it may do harm beside one of these needs")
TRY_NOT_BEST = _("others fit better")

# Managers add a service in chat
B_CATALOG_ADD = _("Add a service")
ADD_COST = _("What does it cost?")
ADD_TITLE = _("A new service")
ADD_INTRO = _("I ask you {n} things. Nothing is shown to members before you say yes.")
ADD_NAME = _("What is it called?")
ADD_PROVIDER = _("Who offers it?")
ADD_LINK = _("The link of its own page")
ADD_LINK_HINT = _("It begins with https://")
ADD_SUMMARY = _("What do people do there?")
ADD_SUMMARY_HINT = _("One or two short sentences, and for whom it is")
ADD_NUMBER = _("A number to call")
ADD_NUMBER_HINT = _("As members should read it; a single - if there is none")
ADD_LONG = _("Please write something, with at most {n} letters.")
ADD_BAD_LINK = _(
    "That is no link that I can show. It begins with https:// and leads to a page of its own, not into a chat."
)
ADD_LEFT = _("Okay. I added nothing, and I have forgotten what you wrote.")
