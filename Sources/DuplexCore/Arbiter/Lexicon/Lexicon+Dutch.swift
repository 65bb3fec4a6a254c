extension Lexicon {
    static let dutch: Table = [
        (.moot, """
            we gaan toch, leent ons, leent mij, mogen die van, heeft het al, is overleden, gaat niet door,
            zijn uit elkaar, komt iemand langs
            """),
        (.hazard, """
            een ladder, op het balkon, waait te hard, waait veel te, ramen open, raam open, ligt eronder,
            zit eronder
            """),
        (.emergency, """
            vonken, stuiptrekkingen, benauwd op de borst, drukt op mijn borst, krijgt geen lucht, tintelt mijn
            """),
        (.opinion, """
            eindelijk, leuk, lekker, mooi, wat fijn, zin in, gezellig, super leuk
            """),
        (.cause, """
            het was de, het was het, lag aan, stond uit
            """),
        (.stopVerb, """
            stop, stop met, stop er, hou op, houd op, annuleer, annuleren, afbreken, breek af, beëindig, genoeg,
            zeg op, schrap, kap, kap ermee, ophouden, niet verder
            """),
        (.dropVerb, "laat, vergeet, sla, schrap, haal weg, skip"),
        (.stopPhrase, """
            laat maar, laat maar zitten, laat zitten, vergeet het, vergeet het maar, hoeft niet, hoeft niet meer,
            dat hoeft niet, niet meer nodig, toch maar niet, liever niet, toch niet, stop maar, hou maar op,
            stop ermee, stop daarmee, kap ermee, breek het af, breek maar af, annuleer dat, annuleer het,
            dat is genoeg, zo is het genoeg, genoeg zo, is genoeg, niet doen, doe maar niet, doe het niet,
            niet versturen, niet verzenden, niet boeken, niet bestellen, niet betalen, dat was alles, nee bedankt,
            je kunt stoppen, je mag stoppen, zet het uit, zet uit, blaas het af, blijf eraf
            """),
        (.hold, """
            wacht, wacht even, wacht eens, momentje, moment, een moment, even wachten, ho, ho even, ho eens,
            stop even, seconde, nog niet, rustig aan, voordat je
            """),
        (.moot, """
            niet meer nodig, niet langer nodig, heb ik al, hebben we al, al gevonden, al geregeld, al geboekt,
            al gekocht, al besteld, is al opgelost, is opgelost, heb het gevonden, zelf gedaan, zelf gevonden,
            zelf opgelost, gaat niet door, is afgelast, is afgezegd, overbodig, doet het weer, werkt weer,
            we blijven thuis, blijf thuis, is geregeld, hebben besloten, heeft besloten, komt me halen, brengt me,
            geeft me een lift, regelt het, heeft het al, neemt het over, is uitgesteld, is terug,
            heeft geen zin meer, niet de moeite, niemand wil
            """),
        (.solved, """
            geboekt, gekocht, besteld, gevonden, opgelost, gerepareerd, gereserveerd, geregeld, leent
            """),
        (.recent, "al, net, zojuist, inmiddels, zelf"),
        (.person, "ik, wij, mijn, onze, iemand, hij, heb, hebben, heeft"),
        (.indefinite, "iets, een, ons, er een"),
        (.hazard, """
            ligt te slapen, slaapt, in de weg, zit eronder, de kat, de hond, de baby, zit vast, het regent
            """),
        (.emergency, """
            pijn op de borst, pijn op mijn borst, krijg geen lucht, geen lucht, bewusteloos, flauwgevallen,
            bloedt hevig, er is brand, rook uit, gaslucht, ruik gas, water stroomt, inbreker, ingebroken, noodgeval,
            ambulance, brandweer, gestolen, beroofd, politie staat, alles ligt plat, productie ligt,
            brand uitgebroken, in brand, huis brandt
            """),
        (.notStop, """
            niet stoppen, niet afbreken, niet annuleren, niet ophouden, laat lopen, laat het lopen, laat maar lopen,
            laat aan, laat het aan, laat maar aan staan, geen haast, annuleer het niet, annuleer niet, stop niet,
            stop er niet mee
            """),
        (.keepGoing, """
            ga door, ga maar door, ga verder, ga maar verder, verder, doorgaan, ga gerust door, zoek verder,
            zoek maar verder, vervolg, hervat, je kunt verder, je kan verder, mag verder, maak het af, maak maar af,
            toe maar, doe maar verder
            """),
        (.backTo, """
            terug naar, de rest, waar je gebleven, waar we gebleven, waar je mee bezig was, de overige
            """),
        (.falseAlarm, """
            vals alarm, verkeerde chat, verkeerd venster, was niet voor jou, per ongeluk, vergissing,
            ik ben er weer, ben terug, ben er weer, het is goed, is al goed, niks aan de hand, laat maar,
            maakt niet uit
            """),
        (.approval, """
            is voorbij, goedgekeurd, akkoord gekregen, is weg, is wakker, mag weer, kan weer, groen licht, is vrij,
            klopt toch
            """),
        (.yes, "ja, jawel, ja graag, zeker, natuurlijk, graag, klopt, precies, jep"),
        (.instead, """
            in plaats van, in plaats daarvan, liever, doe liever, beter, neem toch, toch liever, wissel naar,
            verander naar, maak er, iets anders, wat anders, nu heb ik nodig, doe maar
            """),
        (.rethink, """
            bij nader inzien, van gedachten veranderd, ik heb me bedacht, me bedacht, toch nog eens nagedacht,
            eigenlijk toch
            """),
        (.meant, """
            ik bedoelde, bedoelde, ik bedoel, oeps, typfout, vergiste me, mijn fout, moet zijn, nee niet, ik zei,
            verwisseld, door elkaar gehaald
            """),
        (.wrong, """
            verkeerd, verkeerde, fout, foute, klopt niet, niet juist, oude adres, mijn oude, dubbel, twee keer,
            niet naar iedereen
            """),
        (.misread, """
            verkeerd begrepen, je begrijpt me verkeerd, je zoekt, dat vroeg ik niet, niet wat ik vroeg,
            heel ander onderwerp, niet wat ik bedoel
            """),
        (.negation, "niet, niet de, niet het, niet naar, niet in"),
        (.noneOf, "geen"),
        (.dontWant, "wil geen, wil niet, willen geen, hoef geen, heb geen, geen zin in, geen interesse"),
        (.tooLong, """
            te lang, veel te lang, korter, kort, in het kort, samengevat, in één zin, te uitgebreid,
            alleen het antwoord, alleen het resultaat, alleen de conclusie, minder tekst, kom ter zake
            """),
        (.form, """
            tabel, in een tabel, lijst, lijstje, opsomming, puntsgewijs, pdf, in het nederlands, in het engels,
            op prijs, gesorteerd, sorteer, in gewone taal, simpele woorden, één pagina, een pagina, grafiek,
            in euro, beleefder, vriendelijker
            """),
        (.steerVerb, """
            neem, voeg, voeg toe, let op, houd rekening, hou rekening, gebruik, vermijd, maak, maak het, zet, tel,
            beperk, sorteer, alleen, maar alleen, met, zonder, ook, graag met, graag zonder, liefst, maximaal,
            minstens, hoogstens, schrijf
            """),
        (.branch, "deel, het deel, alleen de, alleen het, alleen"),
        (.after, """
            daarna, erna, als je klaar bent, als dat klaar is, als het klaar is, als je klaar, wanneer je klaar,
            zodra, vervolgens, hierna, straks, als volgende, na de, na het, als dat gedaan is, heeft geen haast,
            wanneer je tijd hebt, als je tijd hebt, en dan, later nog, wat later
            """),
        (.ifOutcome, "als het groen is, als het lukt, als alles slaagt, als de tests slagen, als het werkt"),
        (.memo, """
            herinner me, herinner mij, onthoud, noteer, schrijf op, zet op de lijst, op de lijst, in mijn agenda,
            in de agenda, vergeet niet te, help me herinneren
            """),
        (.also, "ook, ook nog, en ook, nog iets, oh ja, trouwens, daarnaast, bovendien, en nog"),
        (.workVerb, """
            stuur, verstuur, mail, boek, bestel, reserveer, schrijf een, maak een, maak een afspraak, bel, start,
            verleng, wijzig, verwijder, betaal, zet de, zet een, doe de, vraag, regel, print, koop, meld
            """),
        (.readVerb, """
            zoek, vind, toon, laat zien, laat me zien, kijk, vertel, vertel me, leg uit, vergelijk, check,
            controleer, geef, geef me
            """),
        (.want, "ik wil, ik heb nodig, we hebben nodig, ik zou graag, we willen, ik moet"),
        (.polite, """
            kun je, kan je, kunt u, zou je, zou u, wil je, wilt u, zou je misschien, kun je even, kan u
            """),
        (.asks, """
            wat, wie, hoe, waar, wanneer, waarom, welke, welk, hoeveel, is het, is dat, is er, zijn er, heb je,
            heeft u, kan ik, kan het, moet ik, mag ik, ben je, bent u, werkt, kost, zit er, gaat het, is de, telt,
            klopt het, en wat, en hoe, zijn die
            """),
        (.asksAnywhere, """
            hoe lang, hoelang, hoe ver, hoeveel, wat is, wat betekent, wat kost, wat gebeurt, vraagje,
            even een vraag, snelle vraag, weet je, weet u, ik vroeg me af, wil alleen weten, wilde weten,
            ben je er nog, al klaar, al iets, al iets gevonden, hoe staat het, hoe gaat het, schiet het op, lukt het
            """),
        (.doubt, """
            weet je zeker, klopt dat, is dat wel, waarom staat, is dat inclusief, twijfel, niet zeker
            """),
        (.suggestion, "wat dacht je van, hoe zit het met, en wat met, waarom niet"),
        (.thanks, """
            dank, dank je, dankjewel, dank u, bedankt, dank je wel, dank u wel, hartelijk dank, thanks, merci
            """),
        (.acknowledgement, """
            ok, oké, oke, goed, prima, mooi, fijn, top, super, perfect, geweldig, leuk, lekker, begrepen, duidelijk,
            helder, is goed, komt goed, akkoord, aha, oh, klinkt goed, ziet er goed uit, tof, gaaf, netjes, hm
            """),
        (.feeling, """
            ik ben bang, bang, zenuwachtig, moe, gefrustreerd, boos, woedend, ongelofelijk, ongelooflijk,
            belachelijk, schandalig, schande, verschrikkelijk, verdrietig, ramp, shit, verdomme, godver, pff, zucht,
            typisch, wat een, stelletje prutsers, hopelijk, jammer, irritant
            """),
        (.leaving, """
            ik moet gaan, moet gaan, moet weg, moet rennen, ben weg, ben zo terug, tot straks, tot later,
            tot morgen, doei, dag, welterusten, mijn trein, mijn bus, batterij bijna, kijk later, kijk straks,
            ik kijk er later naar
            """),
        (.greeting, "hallo, hoi, goedemorgen, goedemiddag, goedenavond, dag"),
        (.thought, "eh, ehm, uhm, hm, hmm, nou, nou ja, tja, even denken"),
        (.leadIn, """
            alsjeblieft, alstublieft, aub, nee, neen, ja, oh, och, ok, oké, nou, maar, en, nu, meteen, dus, sorry,
            hey, zeg, toch, eigenlijk, gewoon, maar even, bedankt, gelijk, dan, kom op, kun je even
            """),
        (.pronoun, """
            het, dat, dit, alles, ermee, daarmee, er, maar, nu, meteen, direct, alsjeblieft, alstublieft,
            met zoeken, zoeken, de zoekopdracht, het zoeken, de boel, ermee op, mee, op, af, met, de, het hele, hele
            """),
        (.other, "andere, ander, mijn, mijn andere"),
        (.condition, "als, wanneer, zodra, bij, na, pas, voordat, indien"),
        (.joint, "en, maar, dus, omdat, dan"),
        (.opener, """
            de, het, een, van, voor, met, naar, in, op, aan, bij, uit, en, of, maar, dat, als, omdat, mijn, onze,
            kun je, ik wil, te, om, over, tot, door
            """),
        (.plain, """
            bushalte, halte, tussenstop, stop woorden, stopwoorden, genoeg ruimte, groot genoeg, wachtrij,
            wachttijd, wacht op, geen idee, geen probleem, annuleringskosten, annulering
            """),
    ]
}
