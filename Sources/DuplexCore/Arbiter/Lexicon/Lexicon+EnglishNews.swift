extension Lexicon {
    /// English: news that ends work, put together from who or what, and what became of it.
    ///
    /// A grammar and not a list: people say the same thing with whichever of these words comes first to mind.
    static let englishNews: Table = [
        (.moot, combine(became, collapsed)), (.moot, combine(refuses, permits)), (.moot, combine(doesItself, itself)),
        (.moot, combine(noUse, forIt)), (.moot, combine(has, enough)), (.hazard, combine(beings, inTrouble)),
        (.hazard, combine(finds, faults)), (.setback, combine(has, ailments)), (.setback, combine(beings, unable)),
        (.setback, combine(loses, means)), (.person, people),
    ]

    /// Every one of `firsts` followed by every one of `seconds`.
    static func combine(_ firsts: String, _ seconds: String) -> String {
        words(firsts).flatMap { first in words(seconds).map { "\(first) \($0)" } }.joined(separator: ",")
    }

    private static func words(_ list: String) -> [Substring] {
        list.split(whereSeparator: { $0 == "," || $0.isNewline }).map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }
    }

    private static let beings = "is, are, was, were, its, hes, shes, theyre, im, were all"

    // Who brings news
    private static let people = """
        mother, mum, mom, mam, father, dad, parents, brother, sister, son, daughter, kids, wife, husband, partner,
        girlfriend, boyfriend, fiance, fiancee, aunt, uncle, cousin, niece, nephew, grandma, granny, gran, grandpa,
        granddad, mother in law, father in law, sister in law, brother in law, in laws, friend, friends, mate, mates,
        roommate, flatmate, housemate, neighbour, neighbours, neighbor, neighbors, colleague, colleagues, coworker,
        boss, manager, supervisor, professor, teacher, coach, team, client, customer, supplier, vendor, landlord,
        landlady, agent, lawyer, doctor, gp, nurse, dentist, therapist, pharmacist, carer, social worker, caseworker,
        accountant, plumber, electrician, mechanic, technician, engineer, dev, intern, hr, finance, marketing, sales,
        support, ops, school, university, company, bank, insurer, airline, hotel, host, nobody, another team
        """

    // Called off
    private static let became = "is, are, was, were, got, gets, getting, been, being, just, its, theyve"
    private static let collapsed = """
        cancelled, canceled, called off, scrapped, axed, binned, shelved, postponed, ditched, withdrawn, rejected,
        declined, turned down, refused, frozen, revoked, annulled, abandoned, rained off, snowed off, blown off,
        put off, on hold, off now, not happening, not on, not going ahead, no more, history, dead in the water, pulled, voided, wound down, cut by,
        cut from, dropped from, struck off, disbanded, dissolved, handed to someone, snapped up,
        being wound down, been cut, been pulled, been dropped, been killed
        """

    // Not allowed
    private static let refuses = """
        wont, will not, refuses to, refused to, refuse to, arent going to, isnt going to, doesnt want to, dont want to,
        didnt, would not, wouldnt
        """
    private static let permits = """
        let me, let us, let him, let her, let them, give me, give us, give him, give her, allow, approve, grant, fund,
        sign off, sign it, release, authorise, authorize, back it, back us, have it, hear of it, join, come along,
        come with
        """

    // Done by itself
    private static let doesItself = """
        sorted, sorts, fixed, fixes, solved, resolved, repaired, healed, righted, corrected, updated, restarted,
        reset, cleared, took care of, turned, switched
        """
    private static let itself = "itself, himself, herself, themselves, on its own, by itself, of its own accord"

    // Without use
    private static let noUse = """
        no use, no point, no reason, no sense, little point, not much point, hardly worth, not worth, isnt worth,
        no need, no longer any need, no call
        """
    private static let forIt = """
        now, anymore, any more, then, in it, in that, in this, in doing, in going, in looking, in searching, for it,
        for that, for this, bothering, doing it, going on, the effort, the trouble, the bother, the time
        """

    // Enough
    private static let has = "ive, weve, i have, we have, got, have got, has, have, hes got, shes got, she has, he has"
    private static let enough = """
        seen enough, read enough, heard enough, learnt enough, learned enough, found enough, got enough, enough now,
        enough here, enough there, enough already, enough to decide, enough to start, all i wanted, all we wanted,
        what i wanted, what we wanted, what i was after, what we were after, what i came for, my answer, our answer
        """

    // In trouble
    private static let inTrouble = """
        broken, failing, crashing, spiking, overloaded, corrupt, corrupted, vulnerable, compromised, on fire,
        exploding, melting down, unstable, out of memory, out of disk, full, read only, locked, in use, still running,
        still open, still in there, still connected, live, rolling back, not backed up, in the middle of, blocked,
        freaking out, screaming, crying, scared, terrified, stuck there, standing there, sitting there, lying there,
        playing there, working there, coming out, walking in, about to come, on the ladder, on the roof, resting,
        having a nap, in bed, recording, filming, on air, presenting
        """
    private static let finds = """
        found a, found an, theres a, there is a, has a, have a, hit a, spotted a, discovered a, reported a, reports a,
        uncovered a, flagged a, raised a, sees a, shows a, contains a, introduces a, causes a
        """
    private static let faults = """
        bug, blocker, showstopper, data loss, data loss bug, security hole, security bug, security issue,
        vulnerability, exploit, leak, memory leak, regression, crash, deadlock, typo, mistake, critical bug,
        serious bug, nasty bug, race condition, backdoor, privacy issue, legal problem, legal issue
        """

    // What keeps people from going anywhere
    private static let ailments = """
        the flu, flu, covid, corona, a fever, a cold, a temperature, a broken leg, a broken arm, a broken ankle,
        food poisoning, chickenpox, chicken pox, measles, mumps, a stomach bug, a tummy bug, come down with,
        gone down with, tested positive, fallen ill, fallen sick, to work, to be at work, no time off, no holiday left,
        no leave left, an exam, no money, no cash, no passport, no visa, no babysitter, no sitter
        """
    private static let unable = """
        ill, sick, poorly, unwell, in hospital, in the hospital, hospitalised, hospitalized, down with, laid up,
        in plaster, in quarantine, contagious, grounded, snowed in, working that, working this, on call that,
        on duty that, broke, skint, expired, not coming, not able to, unable to, stuck at work, swamped
        """
    private static let loses = """
        lost, lost my, lost our, lost his, lost her, broke, broke my, broke his, broke her, sprained, twisted, tore,
        missed, cant afford, cannot afford, couldnt afford
        """
    private static let means = """
        job, passport, visa, licence, license, leg, arm, ankle, wrist, foot, hip, knee, deposit, savings, it, that,
        this, to go, the flight, the trip
        """
}
