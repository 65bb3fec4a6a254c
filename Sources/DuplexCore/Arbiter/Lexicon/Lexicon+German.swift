extension Lexicon {
    static let german: Table = [
        (.moot, """
            nicht genehmigt, überlässt uns, überlässt mir, leiht uns, leiht mir, selbst rumgeschickt,
            wieder hingekriegt, hingekriegt, hat sich erledigt, hat sich eingerenkt, findet jetzt online,
            findet online statt, buchen selber, buchen das selber, ist jetzt online, hat es selbst, habs mit,
            ist verstorben, ist gestorben, haben uns getrennt, etat zu, gestrichen, zieht zurück, steht bei uns,
            bei uns auf dem dachboden
            """),
        (.hazard, """
            auf dem balkon, auf der leiter, sitzt drunter, liegt drunter, steht davor, gekotzt, erbrochen, pfütze,
            scherben, sitzt noch, steht noch, igel, spielt da, spielen da, fenster ist auf,
            fenster stehen
            """),
        (.emergency, """
            taub im linken, wird taub, drückt auf der brust, druck auf der brust, krampft, krampfanfall, funken,
            schnürt mir, hals schwillt, zunge schwillt, atmet nicht
            """),
        (.opinion, """
            endlich, wie schön, so schön, schön, freu mich, freue mich, freuen uns, vorfreude, lecker, hübsch,
            super sache, wurde auch zeit, kanns kaum erwarten
            """),
        (.cause, """
            lag an, lag am, es war der, es war die, es war das, war nur, war ausgesteckt, war aus,
            war ausgeschaltet
            """),
        (.stopVerb, """
            stopp, stop, stoppe, stoppen sie, stoppt, halt, halte an, halten sie an, brich, brechen sie, abbrechen,
            abbruch, storniere, stornieren, stornieren sie, kündige, kündigen sie, beende, beenden sie, aufhören,
            hör auf, hören sie auf, hört auf, schluss, schluss mit, basta, genug, nicht weiter, kein weiteres,
            einstellen, stell ein, unterbrich, unterbrechen sie, pausiere, widerrufe, zurückziehen, zieh zurück,
            kill, kille, abort, cancel, cancle
            """),
        (.dropVerb, """
            lass, lassen sie, streich, streiche, streichen sie, vergiss, vergessen sie, verwirf, überspring,
            überspringe, nimm raus, schalt aus, mach aus, spar dir, sparen sie sich
            """),
        (.stopPhrase, """
            lass es, lass das, lass mal, lass gut sein, lass stecken, lass sein, lassen sie es, lassen sie das,
            lassen wir das, lassen wir es, lass bleiben, lass uns das lassen, vergiss es, vergessen sie es,
            vergiss das, schon gut, ist schon gut, hat sich erledigt, hat sich schon erledigt, erledigt sich,
            das reicht, reicht schon, reicht mir, es reicht, reicht jetzt, das genügt, genügt mir, reicht danke,
            hör auf damit, aufhören bitte, brich ab, brich das ab, brich es ab, brechen sie ab, brechen sie das ab,
            bitte abbrechen, alles abbrechen, doch nicht, lieber nicht, lieber doch nicht, dann doch nicht,
            mach das nicht, machen sie das nicht, tu das nicht, tun sie das nicht, nicht abschicken, nicht absenden,
            nicht senden, nicht buchen, nicht bestellen, nicht bezahlen, nicht löschen, nicht ausführen,
            nicht anwenden, nicht kaufen, finger weg, das wars, das war alles, mehr brauche ich nicht,
            mehr brauch ich nicht, ich hab genug, ich habe genug, kannst aufhören, können aufhören,
            kannst du lassen, können sie lassen, kommando zurück, zurückrudern, ich blase ab, nein danke, nee danke,
            weg damit, mach aus, schalt ab, schalt es ab, mach es aus, mach das aus, abblasen, blas das ab,
            lass offen, lass zu, lass ihn, lass sie in ruhe, alles stopp, stopp alles, zurück, rückgängig,
            mach rückgängig, alles rückgängig, ich will abbrechen, bitte stoppen, bitte aufhören, genug jetzt,
            schluss jetzt, schluss damit, bleib stehen, vergessen wir es, vergessen wirs, lassen wirs, lassen wir,
            reicht mir so, reicht so, reicht dann, kannst schluss machen, mach schluss, machen wir schluss,
            das genügt mir, genug gesehen, hab genug gesehen, mehr nicht
            """),
        (.hold, """
            warte, warte mal, warten sie, wart mal, moment, moment mal, einen moment, kleinen moment, augenblick,
            sekunde, sek, halt mal, stopp mal, kurz warten, momentchen, noch nicht, nicht so schnell, langsam,
            immer langsam, bevor du, bevor sie
            """),
        (.moot, """
            brauche ich nicht mehr, brauch ich nicht mehr, brauchen wir nicht mehr, nicht mehr nötig,
            nicht mehr notwendig, unnötig geworden, ist nicht nötig, nicht nötig, erledigt, ist erledigt,
            hab ich schon, habe ich schon, haben wir schon, schon gefunden, schon erledigt, schon gekauft,
            schon gebucht, schon bestellt, schon gelöst, habs gefunden, hab es gefunden, habs selbst, hab es selbst,
            selbst gemacht, selbst gefunden, selber gemacht, selber gelöst, fällt aus, fällt flach, ist abgesagt,
            wurde abgesagt, ist hinfällig, hinfällig, überflüssig, hat sich geklärt, ist geklärt, geklärt,
            wir bleiben zu hause, bleibe zu hause, brauchst nicht mehr, brauchst du nicht, müssen sie nicht mehr,
            musst nicht mehr, musst du nicht mehr, geht wieder, läuft wieder, funktioniert wieder, ist wieder da,
            hat sich entschieden, haben uns entschieden, habe mich entschieden, hab mich entschieden,
            ist aufgetaucht, ist zu spät, weiß schon bescheid, nicht länger, nimmt mich mit, fährt mich,
            holt mich ab, bringt mich, übernimmt das, übernimmt, macht das schon, macht das jetzt, kümmert sich,
            hat mir schon, hat uns schon, hat schon einen, hat mir einen, besorgt, kam wieder, doch nicht nötig,
            verschoben, wird verschoben, lohnt sich nicht, lohnt nicht mehr, bringt nichts mehr, will keiner mehr,
            kein interesse mehr, nehme einfach, mach ich selbst, mache ich selbst, mach ich selber,
            bleibt alles wie, haben es schon, hab ich gefunden
            """),
        (.solved, """
            gebucht, gekauft, bestellt, gefunden, gelöst, repariert, reserviert, besorgt, organisiert, geschenkt,
            geliehen, leiht, gibt, gegeben
            """),
        (.recent, "schon, gerade, eben, soeben, bereits, inzwischen, selbst, selber, grad"),
        (.person, "ich, wir, mein, meine, unser, unsere, jemand, er, sie, hab, habe, haben"),
        (.indefinite, "etwas, eins, eine, einen, uns, mir"),
        (.hazard, """
            ist eingeschlafen, schläft, liegt im weg, im weg, steht drunter, ist drunter, darunter, klemmt,
            eingeklemmt, die katze, der hund, das kind, das baby, läuft über, es regnet, zu heiß
            """),
        (.emergency, """
            brustschmerzen, schmerzen in der brust, keine luft, kriege keine luft, bekomme keine luft, bewusstlos,
            ohnmächtig, umgekippt, blutet stark, es brennt, brennt, rauch kommt, rauch aus, riecht nach gas,
            gasgeruch, wasser läuft, rohrbruch, einbrecher, eingebrochen, notfall, feuerwehr, notarzt, krankenwagen,
            schlaganfall, herzinfarkt, vergiftet, verschluckt, gestohlen, geklaut, überfallen, polizei steht,
            polizei ist, alles ist down, produktion steht, prod ist down, server sind down, gehackt, ausgefallen
            """),
        (.notStop, """
            nicht abbrechen, nicht stoppen, nicht aufhören, brich nicht ab, brechen sie nicht ab, nicht stornieren,
            nicht kündigen, nicht unterbrechen, lass laufen, lass es laufen, lass an, lass es an, lass ihn laufen,
            lass sie laufen, lass weiterlaufen, laufen lassen, weiterlaufen lassen, nicht ausschalten, keine eile,
            kein stress, nur keine hektik, lass dich nicht stören, storniere nicht, stoppe nicht, kündige nicht,
            hör nicht auf, brich das nicht ab, brich es nicht ab, halt nicht an, halte nicht an, stopp das nicht,
            brechen sie das nicht ab
            """),
        (.keepGoing, """
            weiter, mach weiter, machen sie weiter, weitermachen, geht weiter, fahr fort, fahre fort,
            fahren sie fort, fortsetzen, setz fort, such weiter, suchen sie weiter, weitersuchen, lauf weiter,
            läuft weiter, kannst weiter, können weiter, kann weitergehen, nur zu, leg los, weiter gehts,
            gehts weiter, mach ruhig weiter, mach fertig
            """),
        (.backTo, """
            zurück zu, zurück zum, zurück zur, den rest, die restlichen, das übrige, die übrigen, wo du warst,
            wo wir waren, da weiter, wo du aufgehört
            """),
        (.falseAlarm, """
            fehlalarm, falscher chat, falsches fenster, war nicht für dich, galt nicht dir, war ein versehen,
            aus versehen, verklickt, bin wieder da, bin zurück, alles gut, schon gut, passt schon, war nichts,
            vergiss das stopp, egal
            """),
        (.approval, """
            ist vorbei, freigegeben, freigabe, grünes licht, genehmigt, darfst, dürfen, ist weg, sind weg, ist frei,
            ist wach, ist okay, stimmt doch, passt doch, kannst du wieder, können sie wieder
            """),
        (.yes, "ja, jawohl, ja bitte, gerne, klar, na klar, genau, jo, jep, natürlich, unbedingt"),
        (.instead, """
            stattdessen, statt, anstatt, lieber, doch lieber, besser, nimm doch, doch eher, eher, sondern,
            wechsle zu, wechseln zu, tausch, ändere das ziel, was anderes, etwas anderes, ein anderes,
            was ganz anderes, jetzt brauche ich, nehmen wir, mach daraus
            """),
        (.rethink, """
            hab mich umentschieden, habe mich umentschieden, habs mir anders überlegt, hab es mir anders überlegt,
            anders überlegt, wenn ich so überlege, bei näherer überlegung, doch noch mal überlegt
            """),
        (.meant, """
            ich meinte, meinte, meine natürlich, gemeint, ich meine, hoppla, verschrieben, vertippt, verwechselt,
            mein fehler, sollte heißen, soll heißen, muss heißen, nein nicht, ich sagte, ich hatte gesagt,
            hab gesagt, äh nein, ach nein, nein die, nein der, nein das, quatsch, meine ich, mein ich,
            muss ich sagen, wollte sagen, ups falsch, ups nein
            """),
        (.wrong, """
            falsch, falsche, falscher, falsches, falschen, stimmt nicht, nicht richtig, nicht korrekt, alte adresse,
            meine alte, doppelt, zweimal, nicht an alle
            """),
        (.misread, """
            missverstanden, falsch verstanden, du suchst, sie suchen ja, du bist auf der falschen,
            ganz anderes thema, darum geht es nicht, das habe ich nicht gefragt, habe ich nicht gemeint,
            nicht gefragt
            """),
        (.negation, "nicht, nicht der, nicht die, nicht das, nicht nach, nicht in, nicht für"),
        (.noneOf, "kein, keine, keinen"),
        (.dontWant, """
            will keine, will kein, will keinen, will nicht, wollen keine, möchte keine, möchte kein, brauche keine,
            brauche kein, brauche keinen, kein interesse, interessiert mich nicht, keine lust
            """),
        (.tooLong, """
            zu lang, viel zu lang, kürzer, kurz, in kurz, kurzfassung, in einem satz, ein satz, zu ausführlich,
            komm auf den punkt, nur das ergebnis, nur die antwort, nur das wichtigste, fass dich kurz, weniger text,
            zu viel text, stichpunkte reichen
            """),
        (.form, """
            tabelle, als tabelle, liste, als liste, stichpunkte, in stichpunkten, pdf, auf deutsch, auf englisch,
            auf französisch, sortiert, sortiere, sortieren, einfache sprache, in einfachen worten,
            ohne fachbegriffe, eine seite, diagramm, grafik, höflicher, freundlicher, per sie, per du, in euro
            """),
        (.steerVerb, """
            nimm, nehmen sie, nimm auch, füg, füge, fügen sie, ergänze, ergänzen sie, berücksichtige,
            berücksichtigen sie, beachte, beachten sie, achte, achten sie, vermeide, mach, mach es, machen sie,
            schreib, schreiben sie, formulier, nutze, verwende, verwenden sie, zähl, rechne, begrenze, beschränk,
            konzentrier, sortier, gruppier, lass die, lass den, lass das alte, bitte mit, bitte ohne, nur, aber nur,
            bitte nur, mit, ohne, auch, denk dran dass, bitte auch, höchstens, mindestens, maximal
            """),
        (.branch, "teil, den teil, nur den, nur die, nur das, nur"),
        (.after, """
            danach, anschließend, im anschluss, hinterher, wenn du fertig, wenn sie fertig, wenn das fertig,
            wenn das erledigt, wenn das durch, wenns fertig, wenn es fertig, sobald, als nächstes, später,
            dann noch, nachher, wenn du damit fertig, nach der, nach dem, bei gelegenheit, irgendwann,
            wenn zeit ist, wenn du zeit hast, hat keine eile, eilt nicht, morgen früh, zum schluss, und dann
            """),
        (.ifOutcome, """
            wenn alles grün, falls grün, wenn es klappt, falls es klappt, wenn die tests, falls die tests,
            falls es durchgeht, wenn alles passt, falls nicht
            """),
        (.memo, """
            erinner mich, erinnere mich, erinnern sie mich, merk dir, merken sie sich, notier, notiere,
            notieren sie, schreib dir auf, schreib auf, auf die liste, to do, trag ein, in den kalender,
            in meinen kalender, nicht vergessen
            """),
        (.also, "außerdem, ach ja, und noch, noch was, noch etwas, zusätzlich, übrigens, ach und, nebenbei"),
        (.workVerb, """
            schick, schicke, schicken sie, sende, senden sie, buch, buche, buchen sie, bestell, bestelle,
            bestellen sie, reservier, reserviere, reservieren sie, schreib mir, schreib eine, schreib dem,
            schreib der, schreib an, erstell, erstelle, erstellen sie, leg an, öffne, starte, starten sie, ruf,
            rufen sie, mail, melde, melden sie, verlänger, verlängere, verlängern sie, ändere, ändern sie,
            überweise, bezahle, lösche, aktualisiere, installier, mach einen termin, mach mir einen, mach das licht,
            schalte, schalt, stell, vereinbare, vereinbaren sie, beantrage, beantragen sie, besorg, druck, lade,
            setz, kümmer
            """),
        (.readVerb, """
            such, suche, suchen sie, finde, finden sie, zeig, zeige, zeigen sie, zeig mir, schau, schauen sie,
            sag mir, sagen sie mir, nenn, nenne, erklär, erkläre, vergleich, vergleiche, prüf, prüfe, prüfen sie,
            guck, liste
            """),
        (.want, """
            ich brauche, ich brauch, wir brauchen, ich möchte, ich hätte gern, ich will, wir wollen, ich würde gern,
            bräuchte
            """),
        (.polite, """
            kannst du, könntest du, können sie, könnten sie, würdest du, würden sie, wärst du so lieb,
            kannst du mir, könnten sie bitte, könntest du bitte, könnt ihr
            """),
        (.asks, """
            wer, wie, wo, wohin, woher, wann, warum, wieso, weshalb, welche, welcher, welches, welchen, wieviel,
            wie viel, wie viele, ist das, ist die, ist der, ist es, sind die, sind das, hast du, haben sie,
            habt ihr, gibt es, gibts, kann ich, kann man, muss ich, soll ich, darf ich, bist du, sind sie, läuft,
            wird, werden, geht das, kostet, und was, und wie, und wann, ist da, ist mein, stimmt es, brauche ich,
            bin ich, war das, dauert, zählt, lohnt, reicht das, was ist, was sind, was hat, was wenn, was genau,
            was soll, was passiert, was macht, was muss, was kostet, was war, was kann, was für, was bedeutet,
            was heißt
            """),
        (.asksAnywhere, """
            wie lange, wie weit, was ist, was heißt, was bedeutet, was kostet, was passiert, wie viel, frage,
            mal ne frage, kurze frage, nur ne frage, weißt du, wissen sie, wollte nur wissen, will nur wissen,
            ich frage mich, sag mal, was ist eigentlich, bist du noch da, noch da, schon fertig, schon was,
            schon was gefunden, gibts schon, wie siehts aus, wie ist der stand, stand der dinge, kommst du voran,
            wie läuft
            """),
        (.doubt, """
            ist das wirklich, sicher, bist du sicher, sind sie sicher, stimmt das, warum steht, wieso steht,
            ist das mit, ist da, ist das inklusive, enthalten, zweifel, bin unsicher, bin mir nicht sicher
            """),
        (.suggestion, """
            was ist mit, wie wäre es mit, wie wärs mit, wie wär es, und was ist mit, warum nicht
            """),
        (.thanks, """
            danke, dankeschön, danke dir, danke schön, vielen dank, besten dank, danke ihnen, merci, tausend dank,
            lieb von dir, herzlichen dank
            """),
        (.acknowledgement, """
            ok, okay, gut, super, toll, prima, klasse, perfekt, alles klar, passt, in ordnung, schön, sehr gut,
            sehr schön, wunderbar, verstanden, na gut, aha, ach so, achso, geil, cool, genial, spitze, läuft,
            klingt gut, hört sich gut an, freut mich, top, na endlich, fein, stark, mega, hm, tja
            """),
        (.feeling, """
            ich hab angst, hab angst, angst, nervös, bin so müde, müde, verzweifelt, sauer, wütend, genervt,
            unfassbar, unglaublich, unmöglich, eine frechheit, frechheit, saftladen, schweinerei, ärgerlich,
            traurig, zum heulen, katastrophe, mist, scheiße, verdammt, oh gott, mein gott, boah, puh, uff,
            das nervt, nervt, drecks, typisch, mal wieder, hoffentlich, schade, ich dreh durch
            """),
        (.leaving, """
            muss los, muss jetzt los, muss weg, bin weg, bin dann weg, bin gleich, bis später, bis gleich,
            bis morgen, bis dann, tschüss, ciao, gute nacht, schau später, schaue später, gucke später,
            muss in ein meeting, mein zug, mein bus, akku ist, akku gleich, feierabend, bin kurz weg,
            melde mich später
            """),
        (.greeting, "hallo, guten tag, guten morgen, guten abend, moin, servus, grüß gott"),
        (.thought, "äh, ähm, öhm, hm, hmm, na ja, naja, tja, mal überlegen"),
        (.leadIn, """
            bitte, ach, ach so, oh, nein, nee, ne, nö, ok, okay, also, und, aber, doch, jetzt, sofort, dann, so, ja,
            mal, na, gut, entschuldigung, sorry, tut mir leid, danke, verzeihung, hey, du, hör mal, sag mal,
            am besten, bitte mal, alter, ne du, leute, eigentlich, komm, ups
            """),
        (.pronoun, """
            es, das, alles, das alles, das ganze, die suche, den vorgang, den auftrag, jetzt, sofort, bitte, mal,
            hier, damit, ab, auf, ein, sein, bleiben, die sache, den mist, den quatsch, suchen, zu suchen, du, sie,
            auf der stelle, ihn, diese, dieses, und, mit, dem, der, die, den
            """),
        (.other, "andere, anderen, anderes, meine, meinen, mein, morgigen"),
        (.condition, "wenn, falls, sobald, bei, nach, erst, bevor, solange"),
        (.joint, "und, aber, oder, dann, sondern, denn, weil"),
        (.opener, """
            der, die, das, den, dem, des, ein, eine, einen, einem, einer, mit, nach, von, vom, zu, zum, zur, für,
            in, im, am, an, auf, bei, und, oder, aber, weil, dass, wenn, ob, mein, meine, meinen, über, unter, um,
            bis, aus, kannst du, könntest du, ich möchte, ich brauche, wie, was, wo
            """),
        (.plain, """
            bushaltestelle, haltestelle, zwischenstopp, stoppt der, anhalten, halt so, halt nicht, halt auch,
            das ist halt, ist halt, genug platz, gut genug, groß genug, warteschlange, wartezeit, wartezimmer,
            warte auf, warten auf, die kurze, keine ahnung, keine frage, kein problem, kein ding, ohne probleme,
            was mit, schlusstermin, abbruchbedingung, kündigungsfrist, stornogebühr, stornierung, so wie,
            genauso wie, egal wie
            """),
    ]
}
