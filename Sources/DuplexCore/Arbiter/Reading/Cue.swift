/// What a phrase of the lexicon hints at.
enum Cue: UInt8, CaseIterable {
    // Ending the work
    /// Tells someone to stop; what is to stop follows.
    case stopVerb
    /// Ends the work only if its object is the work: "drop", "skip", "remove".
    case dropVerb
    /// Ends the work wherever it stands.
    case stopPhrase
    /// The work is no longer needed.
    case moot
    /// Something keeps people at home: illness, no leave, no money; only where the work is an outing.
    case setback
    /// Names what was behind a fault; only where the work looks for that.
    case cause
    /// Somebody booked, found or solved something.
    case solved
    /// Somebody gave, sent or lends something; only with what is looked for as its object.
    case supplied
    /// Says that something happened in the meantime or by one's own hand.
    case recent
    /// Somebody other than the agent.
    case person
    /// "one", "something": stands for what was looked for.
    case indefinite
    /// Wait.
    case hold
    /// Something is in the way of a machine.
    case hazard
    /// Somebody's health, home or service is in danger.
    case emergency

    // Going on
    /// The opposite of a stop: "don't stop", "leave it on".
    case notStop
    /// Go on.
    case keepGoing
    /// Back to something earlier, or to what is left of it.
    case backTo
    /// The last message was a mistake or is settled.
    case falseAlarm
    /// Somebody allowed it; the obstacle is gone.
    case approval
    case yes

    // Changing the work
    /// Another thing in place of this one.
    case instead
    /// A change of mind, not yet of what.
    case rethink
    /// Leans towards another way; only together with an order.
    case leaning
    /// A slip is corrected.
    case meant
    /// An apology; at the end of a fragment it makes the fragment a correction.
    case slip
    /// Keep what the work is about to end.
    case keepIt
    /// Something is wrong.
    case wrong
    /// The agent follows another goal than the person's.
    case misread
    /// Not; compared with what runs.
    case negation
    /// "No", before what is not wanted.
    case noneOf
    /// No interest in what follows or precedes; compared with what runs.
    case dontWant
    /// Do not; compared with what runs.
    case doNot
    /// Too long, or only a short form.
    case tooLong
    /// A form of the output.
    case form
    /// Asks for a change of the same result: "add", "include", "avoid".
    case steerVerb
    /// The same, wherever it stands in a clause.
    case change
    /// A part of the work.
    case branch

    // New work
    /// Afterwards.
    case after
    /// After something; afterwards if it is the work.
    case afterWork
    /// If the outcome is good.
    case ifOutcome
    /// Something to remember for later.
    case memo
    /// In addition.
    case also
    /// Asks for work or a write of its own.
    case workVerb
    /// The same, wherever it stands in a clause.
    case request
    /// Asks for work only after a politeness: "please order", "could you order".
    case politeVerb
    /// Asks to find or to be shown something.
    case readVerb
    /// The same, wherever it stands in a clause.
    case readRequest
    /// "I need", "I'd like".
    case want
    /// Begins a polite request: "could you".
    case polite

    // Asking
    /// Begins a question.
    case asks
    /// A question wherever it stands.
    case asksAnywhere
    /// Doubt about what is about to happen.
    case doubt
    /// Proposes an alternative: "what about".
    case suggestion

    // Talking
    case thanks
    case acknowledgement
    case feeling
    /// What somebody thinks of something; it asks for no change of what is about to happen.
    case opinion
    case leaving
    case greeting
    /// The beginning of a thought: "well, um".
    case thought

    // Grammar
    /// May precede an order without changing it: "please", "oh".
    case leadIn
    /// Stands for the work: "it", "this", "everything".
    case pronoun
    /// Another one of its kind: "my other".
    case other
    /// Makes a stop conditional: "when", "if", "at".
    case condition
    /// Joins two clauses: "and", "but".
    case joint
    /// Ends an unfinished sentence: "to", "and".
    case opener
    /// Hides a phrase that would otherwise be misunderstood: "bus stop".
    case plain
}

/// A set of cues; it has room for 128 of them.
struct CueSet: OptionSet, Sendable, Hashable {
    var rawValue: UInt128

    init(rawValue: UInt128) { self.rawValue = rawValue }
    init(_ cues: Cue...) { rawValue = cues.reduce(0) { $0 | (1 << UInt128($1.rawValue)) } }

    mutating func insert(_ cue: Cue) { rawValue |= 1 << UInt128(cue.rawValue) }
    func has(_ cue: Cue) -> Bool { rawValue & (1 << UInt128(cue.rawValue)) != 0 }
    func hasAny(of cues: CueSet) -> Bool { rawValue & cues.rawValue != 0 }
    func hasAny(_ cues: Cue...) -> Bool { cues.contains { has($0) } }
}
