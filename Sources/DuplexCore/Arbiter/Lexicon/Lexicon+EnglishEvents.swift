extension Lexicon {
    /// English: what has happened or is happening around the work, in the words of whoever stands there.
    static let englishEvents: Table = [
        (.moot, combine(deed, when)), (.moot, combine(party, quits)), (.emergency, combine(body, harmed)),
        (.emergency, combine(services, fails)), (.hazard, combine(stands, inside)),
        (.moot, """
            passed away, died an hour, died this, died last, we lost him, we lost her, we broke up, we split up,
            they split up, bailed on us, bailed on me, cried off, called it off, pulled the order, pulled the funding,
            hiring freeze, spending freeze, travel ban, never signed, not signed off, isnt signed off, on zoom now,
            remote now, virtual now, a call now, in my inbox, in our inbox, in my hands, in the letterbox,
            on the doorstep, on our doorstep, says it all, that does it, signed with, voted for, voted against,
            has that already, thats me running, that was me running, thats just me, eating again, walking again,
            breathing again, warm again, cool again, dry again, as is then, went through as is, kept mine, kept hers,
            kept his, kept theirs, kept ours, no takers, found a better way, handed to, handed over to,
            given to someone, went to someone, not our problem, out of our hands, wants it deleted, wants it gone,
            admitted it was, owned up, has the root cause, found the root cause, knows the root cause,
            know the root cause, so no _ needed, so no _ required, so no _ necessary, so no need, so no point,
            so no sense, so no thanks, so no thank you, so no then, so no more, so nothing
            """),
        (.hazard, """
            on the stove, on the hob, in the oven, inside the oven, in the drum, on the balcony, a ladder,
            leaning against, climbed over, climbed in, climbing in, crawled under, toddler, lying in the grass,
            garden hose, heading there, heading straight, grinding noise, grinding, smell of burning, smoke,
            wide open, window is open, windows are open, windows open, under the guard, reached in, reaching in,
            arms in it, hands in it, fingers in it, foots in it, hairs in it, bucketing down, pouring down, hailing,
            gusts, blowing a gale, storm coming, be locked out, locks out, locking out, users cant, everyone gets,
            everybody gets, 502s, 500s, since you began, since you started, since you touched, only replica,
            only one replica, only copy, last copy, no backup, without a backup, vomited, threw up, puked, a puddle,
            broken glass, loose cable, going out live, for everyone to see
            """),
        (.emergency, """
            smoke is coming, smoke is pouring, sparks coming, sparks from, sparks in, catch my breath,
            catch her breath, catch his breath, rotten eggs, smells of burning plastic, blistering, scalded,
            burnt my, burned my, third degree, convulsing, convulsion, convulsions, on my chest, in my chest,
            across my chest, heart is racing, heart stopped, ransom note, went dark, gone dark, phones are ringing,
            climbing over the fence, climbing through, man climbing, someone climbing, bitten by, stung by,
            brakes failed, brakes are gone, no brakes, drank bleach, drowning, is drowning
            """),
        (.plain, """
            no more than, said no more, says no more, no less than, no fewer than, no later than, no earlier than,
            no bigger than, no longer than, no other than, drop to, drop it to, cut to, cut it into, cut into,
            cut it to, handed to you
            """),
        (.change, """
            so nothing that, so nothing with, so only, so keep, so skip, so leave out, so avoid, so rather,
            so ideally
            """),
        (.noneOf, "so no"),
        (.after, """
            when its back, when theyre back, when hes back, when shes back, when its home, when its through,
            when its out, when its up, when its clean, when its dry, when its warm
            """),
        (.leaning, """
            would prefer, would sooner, decided against, in the end, we skip the, we are skipping, were skipping,
            what was i thinking, silly of me, it has to be a, it will have to be, have to settle for
            """),
        (.cause, """
            it was the, it was my, it was our, it was his, it was her, it was their, it was just, it was only,
            it was me, it was him, it was us, it was them, it was a loose, it was an old, it was dns, its my,
            its just my, its just the, its just a, its only the, its only a, thats me, that was me, that was my,
            was never it, was shut, was switched off, was turned off, was unplugged, wasnt plugged in,
            wasnt switched on, had unplugged, had switched off, had turned off, kicked the, the culprit, was to blame,
            is to blame, someone left, somebody left, i had left, forgot to plug, forgot to switch, forgot to turn,
            forgot to charge
            """),
        (.plain, """
            it was the same, it was the first, it was the last, it was the day, it was the week, it was just fine,
            it was just now, it was only yesterday, it was my understanding, it was the other
            """),
        (.opinion, """
            lovely, nice, nicely, so excited, is excited, are excited, very excited, looking forward, the best,
            perfect, adorable, cute, beautiful, gorgeous, sturdy, delicious, tasty, yummy, cosy, cozy, sunny,
            poor people, poor thing, poor old, poor lad, good riddance, those were the days, robbery, vultures, as if,
            typical, at last, finally, curious, nosy, reminds me, remember when, sounds about right, sounds right,
            sounds good, looks good, looks great, looks like fun, brilliant, marvellous, splendid, superb, bargain,
            good price, good deal, great deal, already hurts, always wanted, always loved, loves it, love it,
            loves that, adores, such a, nice view, horrible, dreamed of, long time coming, high time, been waiting,
            waited for this, been dreaming, years since, last time i, back in the day, when i was, as a kid,
            as a child, in the old days, has one too, has the same, have the same, had the same, uses the same,
            got the same, bought some too, bought one too, got one too, has them too, too lol, lol, haha, fyi, scary,
            exciting, hilarious, funny, weird, crazy, wild, magic, old school, fancy, posh, classic, legendary,
            never disappoints, cant go wrong, well deserved, treat myself, treating myself
            """),
    ]

    private static let deed = """
        did it, did that, did this, did them, did those, done it, done that, paid it, paid that, filed it, sent it,
        booked it, booked one, bought it, bought one, ordered it, ordered one, fixed it, closed it,
        renewed it, settled it, collected it, picked it up, cleaned it, mowed it, wiped it, swapped it, returned it,
        cancelled it, refunded it, refunded us, sold it, was swapped, was replaced, was fixed, was repaired,
        was paid, was refunded, was cancelled, got paid, got swapped, got replaced, handed it in
        """
    private static let when = """
        at last, last night, last week, last month, this morning, this afternoon, yesterday, already, overnight,
        an hour, a week, a minute, ten minutes, just now, earlier, by mistake, by hand, over the weekend,
        weeks ago, days ago, hours ago, minutes ago, months ago
        """

    private static let party = """
        they, he, she, friends, guests, the guests, the team, everyone, everybody, the client, the customer,
        the director, the committee, the board, the boss, the landlord, the school, the school board, legal, ops,
        product, design, marketing, the band, the venue, the couple, the bride, the buyer, the seller
        """
    private static let quits = """
        called it off, cried off, bailed, pulled out, backed out, withdrew, resigned, quit, dropped out, dropped it,
        dropped that, killed it, killed that, cut it, scrapped it, pulled it, went bust, went bankrupt, sold it,
        closed it, closed down, shut down, dropped the, killed the, pulled the plug, said yes to another,
        went with someone else, signed with, found another, took another, hired someone
        """

    private static let body = """
        my arm, my left arm, his arm, her arm, my leg, my hand, my face, my mouth, my tongue, my throat, my chest,
        my heart, my eye, my eyes, his face, her face, his lips, her lips, his throat, her throat, one side
        """
    private static let harmed = """
        is numb, went numb, is going numb, goes numb, is swelling, swelled up, is swollen, is burning, is bleeding,
        is tingling, is drooping, feels tight, is tight, is on fire, wont move, is paralysed, is closing
        """

    private static let services = """
        checkout, checkouts, the checkout, the site, the app, login, logins, payments, the tills, the api, the shop,
        the website, everything, the phones, the server, the servers
        """
    private static let fails = """
        is down, are down, just died, is dead, went down, is offline, are offline, stopped working, is broken,
        is failing, are failing, is timing out, doesnt load, wont load
        """

    private static let stands = """
        mum is, dad is, grandma is, grandmas, grandpas, mums, dads, hes, shes, theyre, someones, somebodys,
        someone is, somebody is, the cats, the dogs, the kids are, kids are, my husband is, my wife is, my son is,
        my daughter is, the boys are, the girls are, the plumber is, the cleaner is, the babys, guests are
        """
    private static let inside = """
        still in, still on, still out, still up, still inside, out there, in there, up there, down there, underneath,
        under there, behind it, in it, asleep, sleeping
        """
}
