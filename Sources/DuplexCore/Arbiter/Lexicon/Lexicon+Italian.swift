extension Lexicon {
    static let italian: Table = [
        (.moot, """
            ha già prenotato, ha gia pagato, andiamo in macchina con, ci ospita, mi ospita, ci presta, mi presta,
            me lo regala, ce lo regala, è morto, è morta, ci siamo lasciati, è saltato, è saltata, salta tutto
            """),
        (.hazard, """
            sul balcone, sulla scala, finestre aperte, finestra aperta, è ancora dentro, ancora fuori
            """),
        (.emergency, """
            si gonfia la gola, convulsioni, scintille, braccio intorpidito, non respira, soffoca, soffoco
            """),
        (.opinion, """
            finalmente, che bello, che voglia, non vedo lora, bellissimo, adoro, che buono, simpatico
            """),
        (.cause, """
            era il, era la, era solo, era spento, era staccato
            """),
        (.stopVerb, """
            ferma, fermati, fermalo, fermatevi, si fermi, fermi, fermare, stop, stoppa, annulla, annullalo, annulli,
            annullare, cancella, cancellalo, cancelli, interrompi, interrompa, smetti, smettila, smetta, termina,
            sospendi, basta, alt, disdici, blocca, bloccalo, abortisci, non serve più, spegni, spegnilo,
            torna indietro
            """),
        (.dropVerb, "lascia, dimentica, togli, tolga, salta, elimina, rimuovi, spegni"),
        (.stopPhrase, """
            lascia perdere, lasci perdere, lascia stare, lasci stare, lasciamo perdere, lasciamo stare, fa niente,
            non fa niente, non importa, come non detto, basta così, va bene così grazie, può bastare, mi basta,
            mi basta così, è abbastanza, è sufficiente, non serve, non serve più, non occorre, non c'è bisogno,
            non ce n'è bisogno, meglio di no, anzi no, non farlo, non lo faccia, non lo fare, non inviare,
            non inviarlo, non mandarlo, non mandare, non prenotare, non comprare, non ordinare, non pagare,
            non cancellarlo adesso, ferma tutto, fermate tutto, annulla tutto, puoi fermarti, può fermarsi,
            puoi smettere, ho quello che mi serve, ho già quello che mi serve, no grazie, dimenticalo,
            dimentica tutto, smettila, spegnilo, spegni tutto, ho cambiato idea, non toccare niente
            """),
        (.hold, """
            aspetta, aspetti, aspettate, un attimo, un momento, un secondo, un minuto, attimo, un attimino,
            non ancora, pausa, attendi, attenda, frena, prima di, prima che, piano piano, vai piano
            """),
        (.moot, """
            non mi serve più, non ci serve più, non serve più, ho già trovato, l'ho già trovato, l'ho trovato,
            trovato, abbiamo già, ce l'ho già, già fatto, già risolto, risolto, ho risolto, ho fatto da solo,
            ho fatto da sola, è saltato, è stato annullato, è saltata, restiamo a casa, resto a casa, ormai è tardi,
            troppo tardi, abbiamo deciso, ha deciso, hanno deciso, funziona di nuovo, è tornata, è tornato,
            mi accompagna, mi dà un passaggio, mi viene a prendere, ci presta, mi presta, non ha più senso,
            inutile ormai, ormai inutile, se ne occupa, ci pensa, ci ha pensato, fa già caldo, è rimandato,
            rimandato, ho firmato, l'ho già, non vale la pena, nessuno vuole
            """),
        (.solved, "prenotato, comprato, ordinato, trovato, risolto, riparato, prestato, presta, scelto"),
        (.recent, "già, appena, nel frattempo, da solo, da sola, intanto"),
        (.person, "io, ho, abbiamo, mio, mia, ha, hanno, nostro, nostra, qualcuno"),
        (.indefinite, "qualcosa, uno, una, la sua, il suo"),
        (.hazard, """
            dorme, si è addormentato, si è appena addormentato, è sotto, sotto, incastrato, il gatto, il cane,
            il bambino, in mezzo, trabocca, piove
            """),
        (.emergency, """
            dolore al petto, male al petto, non riesco a respirare, non respira, svenuto, svenuta, è svenuto,
            sanguina, fuoco, al fuoco, incendio, fumo, odore di gas, perdita di gas, allagato, allagamento,
            si allaga, ladri, ladro, emergenza, pronto soccorso, ambulanza, pompieri, vigili del fuoco,
            mi hanno rubato, rubato, polizia è, è tutto giù, produzione è giù, hackerato, infarto, ictus, ingoiato
            """),
        (.notStop, """
            non fermarti, non fermare, non fermarlo, non si fermi, non annullare, non annullarlo, non cancellare,
            non cancellarlo, non interrompere, non smettere, lascialo acceso, lasciala accesa, lascia acceso,
            lascialo andare, lascia che finisca, senza fretta, con calma, fai con calma, non c'è fretta, non disdire
            """),
        (.keepGoing, """
            continua, continui, continuate, vai avanti, vada avanti, prosegui, prosegua, riprendi, riprenda, avanti,
            puoi continuare, può continuare, puoi riprendere, continua a cercare, continua pure, vai pure avanti,
            vai pure, finisci, riparti, procedi, proceda
            """),
        (.backTo, """
            torniamo a, torniamo al, torna a, torna al, il resto, quello che manca, quelli rimasti, dove eri,
            dove eravamo, da dove, gli altri, le altre
            """),
        (.falseAlarm, """
            falso allarme, chat sbagliata, finestra sbagliata, era per un'altra, non era per te, non era per lei,
            per sbaglio, per errore, sono tornato, sono tornata, eccomi, rieccomi, tutto bene, tutto ok, va bene,
            non era niente, niente niente, ignora, fa niente, tutto a posto
            """),
        (.approval, """
            via libera, approvato, autorizzato, è finito, è finita, se n'è andato, se ne sono andati,
            si è svegliato, è sveglio, ora puoi, adesso puoi, è libero, andavano bene, andava bene
            """),
        (.yes, "sì, si, certo, certamente, esatto, sì grazie, giusto, volentieri, sì sì"),
        (.instead, """
            invece, invece di, al posto di, piuttosto, meglio, anzi, cambia in, cambia con, passa a, un'altra cosa,
            qualcos'altro, preferisco, preferirei, facciamo, ora mi serve, quello che mi serve, bensì
            """),
        (.rethink, """
            ripensandoci, a pensarci bene, pensandoci bene, alla fine, cambio idea, ci ho ripensato,
            ci abbiamo ripensato
            """),
        (.meant, """
            volevo dire, intendevo, intendo, errore mio, mi sono sbagliato, mi sono sbagliata, ho sbagliato,
            scusa era, ho confuso, ho scritto male, ho detto, doveva essere, no non
            """),
        (.wrong, """
            sbagliato, sbagliata, errato, errata, non è giusto, non è giusta, non è corretto, vecchio indirizzo,
            il mio vecchio, la mia vecchia, doppio, due volte, non a tutti
            """),
        (.misread, """
            hai capito male, ha capito male, mi hai frainteso, frainteso, stai cercando, non è quello che,
            non ho chiesto, non c'entra, non intendo, altro argomento
            """),
        (.negation, "non, non il, non la, non a, non di, non per"),
        (.noneOf, "niente, nessun, nessuna"),
        (.dontWant, """
            non voglio, non vogliamo, non mi serve, non mi interessa, non cerco, troppo caro, troppo cari
            """),
        (.doNot, "non"),
        (.tooLong, """
            troppo lungo, troppo lunga, più corto, più corta, più breve, in breve, breve, riassumi, in sintesi,
            accorcia, una frase, in una frase, troppi dettagli, solo la risposta, solo il risultato,
            solo l'essenziale, vai al sodo, taglia corto
            """),
        (.form, """
            tabella, in tabella, in una tabella, elenco, elenco puntato, lista, pdf, in italiano, in inglese,
            ordinato, ordina, ordinali, ordinato per, una pagina, grafico, parole semplici, linguaggio semplice,
            più formale, più gentile, in euro
            """),
        (.steerVerb, """
            aggiungi, aggiunga, includi, includa, evita, eviti, usa, usi, metti, metta, considera, consideri,
            tieni conto, tenga conto, escludi, limita, solo, soltanto, con, senza, al massimo, almeno, massimo,
            fallo, falla, deve, devono, che sia, concentrati
            """),
        (.branch, "parte, la parte, solo, soltanto, solamente"),
        (.after, """
            dopo, poi, quando hai finito, quando ha finito, quando finisci, quando finisce, quando è finito,
            quando è pronto, appena finisci, appena hai finito, una volta, più tardi, in seguito, successivamente,
            quando puoi, quando hai tempo, senza urgenza, non è urgente, dopodiché, e poi, alla fine, prossima cosa
            """),
        (.ifOutcome, "se passa, se passano, se funziona, se va bene, se è verde, se tutto va bene"),
        (.memo, """
            ricordami, mi ricordi, annota, annotati, annotalo, segnati, segna, prendi nota, appunta, nel calendario,
            in agenda, nella lista, alla lista, non dimenticare di, da fare
            """),
        (.also, """
            anche, e anche, inoltre, un'altra cosa, ah e, a proposito, tra l'altro, in più, già che ci sei
            """),
        (.workVerb, """
            invia, inviami, inviate, manda, mandami, mandi, prenota, prenotami, prenoti, compra, comprami,
            ordina un, ordina una, ordinami, scrivi, scrivimi, scriva, crea, creami, apri, apra, chiama, chiami,
            stampa, prepara, preparami, fai un, fai una, fammi, faccia, accendi, chiudi, rinnova, rinnovami,
            aggiorna, paga, fissa, fissami, fissi, richiedi, cambia il mio, cambia la mia, iscrivimi, scarica,
            sposta, avvia, spegni la, spegni il, spegni le
            """),
        (.readVerb, """
            cerca, cercami, cerchi, trova, trovami, mostra, mostrami, dimmi, mi dica, guarda, guardi, controlla,
            controlli, verifica, confronta, spiega, spiegami, dammi, elenca, calcola
            """),
        (.want, """
            voglio, vorrei, vorremmo, mi serve, mi servirebbe, ho bisogno, abbiamo bisogno, ci serve, mi piacerebbe
            """),
        (.polite, """
            puoi, può, potresti, potrebbe, mi puoi, mi può, potete, ti dispiace, le dispiace, riesci a, mi potresti,
            mi faresti
            """),
        (.asks, """
            che cosa, cosa, chi, dove, quando, perché, quale, quali, quanto, quanta, quanti, quante, c'è, ci sono,
            hai, ha, posso, devo, si può, costa, include, e se, sai, sa, serve, funziona, conta, bisogna, come si,
            come mai, come posso, come faccio, come sta, come funziona, come va, che ora, che cos
            """),
        (.asksAnywhere, """
            quanto tempo, quanto manca, quanto ci vuole, quanto costa, quanto ancora, cosa significa, che significa,
            che vuol dire, cos'è, cosa succede, una domanda, domanda, mi chiedo, mi chiedevo, volevo sapere,
            voglio solo sapere, sai se, sa se, è normale, ci sei, sei ancora lì, ci sei ancora, a che punto sei,
            a che punto è, come va, novità, trovato qualcosa, hai trovato, hai finito
            """),
        (.doubt, """
            sei sicuro, sei sicura, è sicuro, sicuro che, è corretto, è giusto, perché ci sono, perché c'è, dubbio,
            non sono sicuro, non sono sicura
            """),
        (.suggestion, "che ne dici di, che ne dici, e se provassimo, perché non"),
        (.thanks, """
            grazie, grazie mille, molte grazie, ti ringrazio, la ringrazio, gentilissimo, grazie tante
            """),
        (.acknowledgement, """
            ok, okay, va bene, bene, benissimo, molto bene, perfetto, ottimo, fantastico, d'accordo, capito, certo,
            bello, che bello, bravo, brava, grande, ah, ah ok, ho capito, ci sta, mi piace, suona bene, stupendo,
            meraviglioso, evviva, hm
            """),
        (.feeling, """
            ho paura, paura, sono nervoso, nervosa, agitato, agitata, stanco, stanca, arrabbiato, arrabbiata,
            furioso, stufo, stufa, incredibile, vergogna, vergognoso, assurdo, che disastro, disastro, orribile,
            triste, disperato, disperata, merda, cazzo, cavolo, accidenti, mamma mia, dio mio, uffa, speriamo,
            che rabbia, incapaci, pagliacci, non ne posso più, che schifo, peccato
            """),
        (.leaving, """
            devo andare, devo scappare, scappo, vado via, me ne vado, a dopo, a domani, a presto, ci vediamo, ciao,
            arrivederci, buonanotte, buona notte, il mio treno, il mio autobus, batteria scarica, batteria,
            guardo dopo, lo guardo dopo, torno dopo, torno subito, torno tra
            """),
        (.greeting, "ciao, buongiorno, buonasera, salve, ehi"),
        (.thought, "eh, ehm, mmm, hm, beh, allora, dunque, insomma, vediamo, cioè"),
        (.leadIn, """
            per favore, per piacere, perfavore, ti prego, no, sì, si, ah, oh, beh, allora, e, ma, però, scusa,
            scusi, scusate, mi dispiace, ok, va bene, dai, senti, senta, guarda, ora, adesso, subito, grazie, anzi,
            quindi, ehi, davvero, e anche, anche, dunque, ops
            """),
        (.pronoun, """
            lo, la, tutto, questo, quello, ciò, qui, ora, adesso, subito, per favore, grazie, di cercare,
            la ricerca, il processo, così, tutto quanto, immediatamente, qua, lì, cercare
            """),
        (.other, "altra, altro, altri, un'altra, il mio altro, la mia, il mio"),
        (.condition, "se, quando, appena, dopo, alle, al, fino a, prima, alle 5"),
        (.joint, "e, ma, o, però, poi, quindi, perché, oppure, allora"),
        (.opener, """
            il, lo, la, i, gli, le, un, una, di, del, della, a, al, alla, da, dal, in, nel, con, per, su, tra, e, o,
            ma, che, se, mio, mia, vorrei, puoi, senza, fino, verso, è
            """),
        (.plain, """
            fermata, la fermata, una fermata, fermate, lista d'attesa, tempo di attesa, abbastanza grande,
            senza problemi, nessun problema, non so, non capisco, cancellazione gratuita, cancellazione, penale
            """),
    ]
}
