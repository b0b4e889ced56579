// Room being built.
