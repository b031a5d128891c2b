"""The managers' and operators' door: the command `peerbridge`, which puts the pieces together."""
