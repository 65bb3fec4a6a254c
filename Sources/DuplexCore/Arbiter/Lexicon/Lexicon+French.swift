extension Lexicon {
    static let french: Table = [
        (.moot, """
            décommandé, décommander, de me rembourser, ma remboursé, memmène, nous emmène, parti tout seul,
            en visio, nous prête, me prête, nous héberge, mhéberge, permis est périmé, est décédé, on a rompu,
            cest annulé, nous lavons trouvé
            """),
        (.hazard, """
            sur le balcon, sur léchelle, en dessous, sous le, encore dehors, fenêtre ouverte, fenêtres ouvertes
            """),
        (.emergency, """
            convulse, convulsions, gorge gonfle, étincelles, engourdi, oppression, jétouffe, il étouffe
            """),
        (.opinion, """
            enfin, trop bien, jai hâte, jadore, génial, magnifique, trop mignon, sympa, quelle joie
            """),
        (.cause, """
            cétait le, cétait la, cétait mon, cétait ma, cétait juste
            """),
        (.stopVerb, """
            arrête, arrêtez, arrete, arrêter, stop, stoppe, stoppez, annule, annulez, annuler, interromps,
            interrompez, cesse, cessez, termine, suspends, suspendez, résilie, résiliez, abandonne, abandonnez,
            ça suffit, assez, halte, coupe, coupez, plus besoin de, reviens en arrière, remets comme avant, éteins
            """),
        (.dropVerb, """
            laisse, laissez, oublie, oubliez, enlève, enlevez, retire, retirez, saute, supprime, éteins, éteignez
            """),
        (.stopPhrase, """
            laisse tomber, laissez tomber, laisse béton, on laisse tomber, oublie, oublie ça, oubliez, oubliez ça,
            oublie tout, laisse, laisse ça, peu importe, tant pis, ça suffit, ça ira, ça ira comme ça, ça me suffit,
            c'est bon merci, c'est bon arrête, j'en ai assez vu, pas la peine, ce n'est pas la peine,
            c'est pas la peine, plus la peine, inutile, inutile de continuer, ne continue pas, ne continuez pas,
            arrête ça, arrête tout, arrêtez tout, arrêtez ça, on arrête, on arrête là, on annule, annule tout,
            annule ça, annulez tout, annulez ça, n'envoie pas, n'envoyez pas, ne l'envoie pas, ne l'envoyez pas,
            ne réserve pas, ne réservez pas, ne paie pas, ne payez pas, ne fais pas ça, ne faites pas ça,
            ne fais rien, ne le fais pas, surtout pas, ne commande pas, ne commandez pas, n'applique pas,
            ne supprime pas, non merci, stop stop, tu peux arrêter, vous pouvez arrêter, j'ai ce qu'il me faut,
            j'ai ce qu'il faut, ne valide pas, ne validez pas, touche à rien, ne touche à rien, éteins ça,
            éteins le, je ne veux plus, j'ai changé d'avis, on oublie, ça suffit merci, ça suffira,
            ça me va comme ça, on en reste là, restons en là
            """),
        (.hold, """
            attends, attendez, attend, attends un peu, attends voir, une seconde, une minute, un instant, un moment,
            minute, deux secondes, pas encore, doucement, pas si vite, ne bouge pas, ne bougez pas, pause,
            mets en pause, avant de, patiente
            """),
        (.moot, """
            plus besoin, n'ai plus besoin, pas besoin finalement, c'est réglé, c'est déjà réglé, déjà réglé,
            déjà trouvé, j'ai trouvé, j'ai déjà, on a déjà, nous avons déjà, on a trouvé, je l'ai fait moi même,
            fait moi même, trouvé moi même, c'est résolu, résolu, ça remarche, ça marche à nouveau, remarche,
            refonctionne, est annulé, a été annulé, est annulée, tombe à l'eau, tombé à l'eau, on reste à la maison,
            je reste à la maison, ça ne sert plus à rien, sert plus à rien, caduc, trop tard, on s'est décidés,
            on s'est décidé, s'est décidé, se sont décidés, me dépose, m'emmène, m'amène, vient me chercher,
            nous prête, me prête, quelqu'un l'a fait, plus nécessaire, plus utile, s'en occupe, s'en charge,
            va le faire, va s'en occuper, c'est revenu, est revenu, est revenue, est reporté, c'est reporté,
            ça ne vaut pas la peine, plus personne, je prends juste, je vais juste, on garde, on reste,
            me l'a donné, m'a donné, m'a trouvé, j'ai déjà eu, c'est arrangé, s'est arrangé
            """),
        (.solved, "réservé, acheté, commandé, trouvé, réparé, résolu, prêté, prête, offert, choisi"),
        (.recent, "déjà, vient de, viens de, venons de, entre temps, moi même, finalement"),
        (.person, "je, j'ai, nous, mon, ma, mes, notre, quelqu'un, il, elle"),
        (.indefinite, "quelque chose, un, une, la sienne, le sien"),
        (.hazard, """
            dort, s'est endormi, vient de s'endormir, est dessous, en dessous, coincé, le chat, le chien, bébé,
            au milieu, déborde, il pleut, fait la sieste
            """),
        (.emergency, """
            douleur à la poitrine, mal à la poitrine, douleurs thoraciques, n'arrive plus à respirer,
            n'arrive pas à respirer, ne respire plus, du mal à respirer, inconscient, évanoui, évanouie,
            s'est évanoui, saigne beaucoup, au feu, il y a le feu, incendie, fumée, odeur de gaz, ça sent le gaz,
            fuite de gaz, inondation, inondé, cambrioleur, cambriolé, cambriolage, urgence, aux urgences,
            les urgences, ambulance, pompiers, volé, agressé, police est, tout est tombé, prod est tombée,
            production est tombée, site est tombé, piraté, crise cardiaque, avc, avalé
            """),
        (.notStop, """
            n'arrête pas, n'arrêtez pas, arrête pas, n'annule pas, n'annulez pas, annule pas, sans arrêter,
            ne t'arrête pas, ne vous arrêtez pas, laisse tourner, laisse le tourner, laissez tourner, laisse allumé,
            laisse le allumé, laisse faire, ne coupe pas, prends ton temps, pas pressé, ne résilie pas
            """),
        (.keepGoing, """
            continue, continuez, poursuis, poursuivez, reprends, reprenez, vas y, allez y, tu peux continuer,
            vous pouvez continuer, tu peux reprendre, vous pouvez reprendre, continue comme ça, on continue,
            on reprend, relance, relancez, remets en route, finis, termine le
            """),
        (.backTo, """
            revenons à, on revient à, reviens à, retour à, le reste, la suite, où tu en étais, où vous en étiez,
            où on en était, les autres, ce qui reste
            """),
        (.falseAlarm, """
            fausse alerte, mauvais chat, mauvaise conversation, mauvaise fenêtre, erreur de ma part, par erreur,
            c'était pas pour toi, n'était pas pour toi, n'était pas pour vous, je suis de retour, me revoilà,
            c'est bon, ça va, tout va bien, ce n'est rien, c'est rien, rien, peu importe, ignore
            """),
        (.approval, """
            feu vert, validé, approuvé, autorisé, c'est fini, est terminé, est parti, est partie, est réveillé,
            est levé, la voie est libre, tu peux y aller, vous pouvez y aller, finalement c'est bon
            """),
        (.yes, """
            oui, ouais, oui oui, oui merci, bien sûr, volontiers, exactement, exact, d'accord, tout à fait,
            absolument, carrément
            """),
        (.instead, """
            plutôt, au lieu de, à la place, en fait non, mieux vaut, change pour, changez pour, passe à, passez à,
            remplace par, prends plutôt, prenons, autre chose, tout autre chose, maintenant il me faut,
            ce qu'il me faut, je préfère, je préférerais
            """),
        (.rethink, """
            tout compte fait, réflexion faite, à la réflexion, en y réfléchissant, on a changé d'avis,
            changé d'avis, finalement, au final, en fin de compte
            """),
        (.meant, """
            je voulais dire, voulais dire, je veux dire, oups, faute de frappe, je me suis trompé,
            je me suis trompée, me suis trompé, mon erreur, non pas, j'ai dit, j'avais dit, j'ai confondu, confondu,
            il fallait lire, je parlais de, pas celui, pas celle
            """),
        (.wrong, """
            mauvais, mauvaise, faux, fausse, erroné, incorrect, pas le bon, pas la bonne, pas bon, ancienne adresse,
            mon ancienne, mon ancien, en double, deux fois, pas à tous, pas à tout le monde
            """),
        (.misread, """
            tu as mal compris, vous avez mal compris, mal compris, tu cherches, vous cherchez, ce n'est pas ce que,
            c'est pas ce que, rien à voir, je n'ai pas demandé, j'ai pas demandé, hors sujet, pas ma question
            """),
        (.negation, "pas, pas le, pas la, pas les, pas de la, pas à, pas en"),
        (.noneOf, "plus de, pas de"),
        (.dontWant, """
            veux pas, ne veux pas, ne veux pas de, veux plus, voulons pas, n'ai pas besoin, pas envie,
            ne m'intéresse pas, m'intéresse pas, trop cher
            """),
        (.doNot, "ne, n, surtout ne, ne pas"),
        (.tooLong, """
            trop long, beaucoup trop long, plus court, plus courte, plus bref, en bref, bref, résumé, en résumé,
            raccourcis, une phrase, en une phrase, trop détaillé, juste la réponse, juste le résultat,
            seulement l'essentiel, juste l'essentiel, va à l'essentiel, allez à l'essentiel, abrège, abrégez
            """),
        (.form, """
            tableau, en tableau, dans un tableau, liste, en liste, puces, pdf, en français, en anglais, en allemand,
            trié, trie, triez, classe, classé, une page, graphique, mots simples, langage simple, sans jargon,
            plus poli, plus formel, vouvoie, tutoie, en euros
            """),
        (.steerVerb, """
            ajoute, ajoutez, inclus, incluez, évite, évitez, utilise, utilisez, prends, prenez, mets, mettez,
            compte, comptez, garde, gardez, limite, limitez, concentre, concentrez, précise, précisez, tiens compte,
            tenez compte, fais attention, faites attention, exclus, excluez, seulement, uniquement, juste, avec,
            sans, pas plus de, moins de, maximum, au moins, il faut, il faudrait, fais le, fais la, faites le,
            ignore les, n'oublie pas le, n'oublie pas la, n'oublie pas les, rédige
            """),
        (.branch, "partie, la partie, seulement, uniquement, juste, les autres continuent"),
        (.after, """
            après, ensuite, après ça, après cela, quand tu auras fini, quand tu as fini, quand vous aurez fini,
            quand vous avez fini, quand c'est fini, quand c'est fait, quand ce sera fini, quand ce sera fait,
            une fois fini, une fois que, une fois terminé, dès que, plus tard, puis, tout à l'heure, à la fin,
            par la suite, quand tu peux, quand vous pourrez, quand tu auras le temps, rien ne presse, pas urgent,
            et après, prochaine chose
            """),
        (.ifOutcome, """
            si c'est bon, si ça marche, si tout passe, si c'est vert, si ça passe, si les tests, si oui,
            si tout va bien
            """),
        (.memo, """
            rappelle moi, rappelez moi, prends note, prenez note, mets dans mon agenda, dans mon agenda,
            dans mon calendrier, au calendrier, à l'agenda, pense bête, à faire, n'oublie pas de, n'oubliez pas de,
            sur la liste, ajoute à ma liste, note ça, note ceci, note quelque part, notez ça, note de, notez de
            """),
        (.also, """
            aussi, et aussi, en plus, autre chose, ah et, au fait, d'ailleurs, par ailleurs, également,
            encore une chose, et puis
            """),
        (.workVerb, """
            envoie, envoyez, réserve, réservez, commande, commandez, achète, achetez, écris, écrivez, rédige un,
            rédige une, rédigez, crée, créez, ouvre, ouvrez, appelle, appelez, imprime, imprimez, prépare, préparez,
            prends rendez vous, prenez rendez vous, prends moi, fais moi, fais un, fais une, faites un, faites une,
            lance, lancez, allume, allumez, modifie mon, change mon, changez mon, renouvelle, renouvelez, inscris,
            inscrivez, paie, payez, demande, demandez, supprime mon, transfère, déclare, mets à jour, ferme, fermez,
            éteins la, éteins le, éteins les
            """),
        (.readVerb, """
            cherche, cherchez, trouve, trouvez, montre, montrez, dis moi, dites moi, regarde, regardez, vérifie,
            vérifiez, compare, comparez, explique, expliquez, donne, donnez, donne moi, donnez moi, liste les
            """),
        (.want, """
            je veux, je voudrais, j'aimerais, il me faut, il me faudrait, j'ai besoin, on a besoin, on voudrait,
            nous voulons
            """),
        (.polite, """
            peux tu, tu peux, pouvez vous, vous pouvez, pourrais tu, tu pourrais, pourriez vous, vous pourriez,
            veux tu, voulez vous, ça t'embêterait de, est ce que tu peux, est ce que vous pouvez,
            est ce que tu pourrais, pourrait on
            """),
        (.asks, """
            est ce, est ce que, est ce qu, qu'est ce, qu'est ce que, c'est quoi, quel, quelle, quels, quelles, qui,
            quoi, où, quand est ce, quand, comment, pourquoi, combien, y a t il, il y a t il, a t on, as tu,
            avez vous, es tu, êtes vous, faut il, dois je, puis je, peut on, ça coûte, ça va coûter, et si,
            il y a un, c'est inclus, c'est compris, ça marche, que faire, que dois
            """),
        (.asksAnywhere, """
            combien de temps, combien, ça en est où, où en es tu, où en êtes vous, où en est, tu en es où,
            vous en êtes où, qu'est ce que, qu'est ce qui, c'est quoi, ça veut dire quoi, que veut dire,
            petite question, une question, question, je me demande, je voulais savoir, tu sais si, vous savez si,
            savez vous, sais tu, c'est normal, toujours là, t'es là, vous êtes là, du nouveau, des nouvelles,
            bientôt fini, déjà trouvé quelque chose, ça avance, quelle heure, à quelle heure
            """),
        (.doubt, """
            tu es sûr, t'es sûr, vous êtes sûr, c'est bien, c'est vraiment, est ce bien, pourquoi il y a,
            pourquoi y a, est ce que c'est avec, c'est avec, doute, pas sûr, pas sûre, hésite
            """),
        (.suggestion, "et pourquoi pas, pourquoi pas, que dirais tu de, et si on"),
        (.thanks, """
            merci, merci beaucoup, merci bien, mille mercis, grand merci, super merci, je te remercie,
            je vous remercie, c'est gentil, trop gentil
            """),
        (.acknowledgement, """
            ok, okay, d'accord, d'acc, très bien, bien, parfait, super, génial, nickel, impeccable, cool, chouette,
            top, entendu, compris, je vois, ah, ah ok, ah d'accord, ça roule, ça marche, noté, excellent,
            formidable, bravo, bien joué, magnifique, ça me va, tant mieux, joli, bonne nouvelle, hm
            """),
        (.feeling, """
            j'ai peur, peur, stressé, stressée, angoissé, angoissée, fatigué, fatiguée, énervé, énervée, furieux,
            furieuse, inadmissible, scandaleux, scandale, honteux, honte, incroyable, n'importe quoi, ras le bol,
            marre, j'en ai marre, dégoûté, triste, désespéré, putain, merde, zut, pff, mon dieu, nul, nuls,
            bande de, horrible, l'enfer, la galère, galère, quelle, dommage, j'espère, croisons les doigts,
            j'en peux plus, c'est lourd
            """),
        (.leaving, """
            je dois y aller, dois y aller, faut que j'y aille, je file, je pars, je m'en vais, à plus, à plus tard,
            à tout à l'heure, à demain, à bientôt, au revoir, bonne nuit, bonne soirée, bonne journée, mon train,
            mon bus, plus de batterie, batterie, je regarde plus tard, je reviens, je regarderai, je verrai ça
            """),
        (.greeting, "bonjour, bonsoir, salut, coucou, re"),
        (.thought, "euh, heu, hm, ben, bah, bon, alors, enfin, voyons, attends euh"),
        (.leadIn, """
            s'il te plaît, s'il vous plaît, stp, svp, non, si, oui, oh, ah, bon, alors, et, mais, donc, euh, désolé,
            désolée, pardon, excuse moi, excusez moi, ok, d'accord, merci, maintenant, tout de suite, vite,
            vraiment, allez, écoute, écoutez, mince, zut, en fait, finalement, bah, là, hein, mec, merci de, du coup
            """),
        (.pronoun, """
            ça, cela, ceci, tout, tout ça, là, maintenant, tout de suite, immédiatement, la recherche, le, la, les,
            l, s'il te plaît, s'il vous plaît, stp, svp, ici, merci, de chercher, tout cela, cette recherche, toute,
            de suite, chercher, avec, donc, moi, ce
            """),
        (.other, "autre, autres, mon autre, ma, mon, mes"),
        (.condition, "si, quand, dès que, à, après, lorsque, au bout de, avant, une fois"),
        (.joint, "et, mais, ou, donc, puis, alors, car, parce que"),
        (.opener, """
            le, la, les, l, un, une, des, de, du, d, à, au, aux, en, pour, avec, sans, dans, sur, chez, et, ou,
            mais, que, qui, si, mon, ma, mes, notre, je voudrais, tu peux, peux tu, vers, par, depuis, entre,
            parce que, c'est
            """),
        (.plain, """
            arrêt de bus, arrêt de tram, un arrêt, l'arrêt, les arrêts, arrêt à, mots vides, sans problème,
            pas de problème, pas de souci, sans souci, pas mal, pas grave, c'est pas grave, assez grand,
            assez de place, assez grande, liste d'attente, temps d'attente, frais d'annulation, annulation,
            que faire, pas encore de
            """),
    ]
}
