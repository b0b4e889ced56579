// Everything that the guard's screen shows, as a value; GuardScreenLayout.swift draws it.
package import CommandSupport
package import PassCheck
package import PassFormat

/// The large part: who, why and what next.
package struct Wall: Sendable, Equatable {
    package var tone: Tone
    /// In place of the tone's own word.
    package var word: BilingualText?
    /// Drawn in large letters; nil for people.
    package var plate: String?
    package var lines: [Line]

    /// One thing to read.
    package struct Line: Sendable, Equatable {
        package var label: BilingualText?
        package var text: BilingualText
        package var weight: Weight

        /// Whether it is looked at first.
        package enum Weight: Sendable {
            case plain, bold
        }

        package init(
            _ label: BilingualText? = nil, _ text: BilingualText, weight: Weight = .plain
        ) {
            self.label = label
            self.text = text
            self.weight = weight
        }
    }

    package init(
        tone: Tone, word: BilingualText? = nil, plate: String? = nil, lines: [Line]
    ) {
        self.tone = tone
        self.word = word
        self.plate = plate
        self.lines = lines
    }
}

/// How old the data is, and what that means.
package enum DataAge: Sendable, Equatable {
    /// No bundle is in force.
    case none
    case fresh(seconds: UInt64)
    /// Older than the policy's limit: every verdict is REVIEW at best.
    case stale(seconds: UInt64)
    /// The bundle counts no more.
    case expired(seconds: UInt64)
}

/// How the gate stands with its office.
package enum LinkState: Sendable, Equatable {
    /// The gate has no link; data comes by hand.
    case none
    /// The office answered just now.
    case linked
    /// It did not answer lately; nil where it never did.
    case silent(seconds: UInt64?)
    /// It answers, and refuses the gate.
    case refused
    /// It gives no data: an alarm stands against the gate's record.
    case stopped

    /// After so many seconds without an answer the gate no longer counts as linked; the office
    /// answers at least every half minute.
    package static let silentAfterSeconds: UInt64 = 60
}

/// How often what was said since the guard's log-in.
package struct ShiftTally: Sendable, Equatable {
    package var admitted = 0
    package var reviewed = 0
    package var refused = 0
    package var overridden = 0

    package init() {}

    /// Counts one verdict; one that could not be made counts nowhere.
    package mutating func count(_ outcome: Outcome?) {
        switch outcome {
        case .allow: admitted += 1
        case .review: reviewed += 1
        case .deny: refused += 1
        case nil: break
        }
    }
}

/// One line of the list of what went before.
package struct RecentScan: Sendable, Equatable {
    /// Its row in the journal; nil where nothing more can come to it.
    package var row: UInt64?
    /// Hours, minutes and seconds of the site's day.
    package var time: String
    package var tone: Tone
    package var who: String
    /// Why, or what the guard did.
    package var what: BilingualText
    /// How often the same code came again at once.
    package var repeats = 0

    package init(row: UInt64?, time: String, tone: Tone, who: String, what: BilingualText) {
        self.row = row
        self.time = time
        self.tone = tone
        self.who = who
        self.what = what
    }
}

/// A question to the guard; codes that are scanned while it stands are judged after it.
package struct GuardPrompt: Sendable, Equatable {
    package var title: BilingualText
    /// Whom it is about, in one line.
    package var about: String?
    /// Answers by their digit, from 1.
    package var choices: [BilingualText]
    package var field = ""
    package var echo: Echo
    /// Why the last answer was not taken.
    package var problem: BilingualText?
    /// How many scans wait until the question is answered.
    package var waitingScans = 0

    /// Whether others may see what is typed.
    package enum Echo: Sendable {
        case shown, hidden
    }

    package init(title: BilingualText, choices: [BilingualText] = [], echo: Echo = .shown) {
        self.title = title
        self.choices = choices
        self.echo = echo
    }
}

/// The guard's screen.
package struct GuardScreen: Sendable, Equatable {
    package var language: Language
    package var gateName = ""
    package var direction: Direction?
    /// nil where nobody is logged in.
    package var guardName: String?
    /// Day and time at the site.
    package var clock = ""
    package var clockTrust = ClockTrust.trusted
    package var data = DataAge.none
    package var link = LinkState.none
    package var wall = Wall(tone: .waiting, lines: [])
    /// How long the wall has stood, where that is worth saying.
    package var wallAgeSeconds: UInt64?
    package var tally = ShiftTally()
    /// The newest first.
    package var recent: [RecentScan] = []
    /// Something that must not be overlooked.
    package var alarm: BilingualText?
    /// Something to know about what was just done.
    package var notice: BilingualText?
    package var lower = Lower.recent
    /// The commands that make sense now.
    package var keys: [WatchKey] = [.passNumber, .plateLookup, .help]

    /// What stands below the wall.
    package enum Lower: Sendable, Equatable {
        case recent
        case menu
        case help
        case prompt(GuardPrompt)
    }

    package init(language: Language) { self.language = language }
}
