extension Lexicon {
    static let portuguese: Table = [
        (.moot, """
            ficou com pena, vai trazer um, vai trazer uma, me deu o, me deu a, nos empresta, me empresta, já pagou,
            já comprou, faleceu, morreu, terminamos, foi cancelado, foi cancelada, voltei pro
            """),
        (.hazard, """
            na varanda, na escada, janelas abertas, janela aberta, ainda está dentro, ainda lá dentro
            """),
        (.emergency, """
            convulsão, convulsionando, garganta inchando, faíscas, braço dormente, sufocando, não acorda
            """),
        (.opinion, """
            finalmente, até que enfim, que bom, adoro, mal posso esperar, que lindo, que delícia, legal demais
            """),
        (.cause, """
            era o, era a, era só, estava desligado
            """),
        (.stopVerb, """
            para, pare, parem, pára, para com, pare com, parar, cancela, cancele, cancelar, anula, anule, aborta,
            aborte, interrompe, interrompa, encerra, encerre, suspende, suspenda, chega, chega de, basta, stop,
            deixa de, não precisa mais
            """),
        (.dropVerb, "esquece, esqueça, tira, tire, pula, pule, remove, remova, desliga, desligue, corta"),
        (.stopPhrase, """
            deixa pra lá, deixa para lá, deixa, deixe, deixa isso, deixa quieto, esquece, esquece isso, esqueça,
            esqueça isso, não precisa, não precisa mais, já não precisa, já não é preciso, não é preciso,
            não é necessário, já chega, já basta, é o suficiente, é suficiente, suficiente, melhor não,
            não faz isso, não faça isso, não faz nada, não envia, não envie, não manda, não mande, não reserva,
            não reserve, não compra, não compre, não pague, não paga, não aplica, para tudo, pare tudo,
            cancela tudo, cancela isso, cancele isso, pode parar, podes parar, já tenho o que preciso,
            já tenho o que queria, não quero mais, já não quero, não obrigado, não obrigada, desiste, desisti,
            mudei de ideia, não mexe em nada, desliga isso, nem pensar
            """),
        (.hold, """
            espera, espere, espera aí, peraí, pera, calma, calma aí, um momento, um segundo, um minuto, um instante,
            aguarda, aguarde, segura, segura aí, ainda não, pausa, devagar, antes de, antes que
            """),
        (.moot, """
            não preciso mais, já não preciso, já achei, já encontrei, já tenho, já temos, já resolvi, já resolvemos,
            já está resolvido, resolvido, resolveu se, já comprei, já reservei, já reservou, eu mesmo fiz,
            fiz sozinho, foi cancelado, foi cancelada, não vamos mais, vamos ficar em casa, fico em casa,
            tarde demais, já decidimos, decidiram, voltou a funcionar, já funciona, a funcionar de novo,
            voltou a luz, me dá carona, dá boleia, vai me levar, me leva, vem me buscar, empresta,
            não faz mais sentido, já não faz sentido, vai cuidar, cuida disso, já cuidou, foi adiado, adiado,
            não vale a pena, ninguém quer, voltou sozinho, fico com
            """),
        (.solved, """
            reservou, reservei, reservado, comprou, comprei, achou, achei, encontrou, encontrei, resolveu,
            consertou, emprestou, empresta
            """),
        (.recent, "já, acabou de, acabei de, acabámos de, entretanto, sozinho, sozinha, mesmo"),
        (.person, "eu, meu, minha, nós, nosso, nossa, alguém, ele, ela, a gente"),
        (.indefinite, "algo, alguma coisa, um, uma, o dele, a dele"),
        (.hazard, """
            está dormindo, dormiu, acabou de dormir, adormeceu, está embaixo, embaixo, debaixo, preso, o gato,
            o cachorro, o cão, o bebê, o bebé, no meio, transbordando, está chovendo, está a chover
            """),
        (.emergency, """
            dor no peito, não consigo respirar, não consegue respirar, não respira, desmaiou, desmaiei,
            inconsciente, sangrando muito, a sangrar, fogo, pegando fogo, incêndio, fumaça, fumo, cheiro de gás,
            cheiro a gás, vazamento de gás, inundação, alagando, ladrão, ladrões, assaltado, fui roubado,
            me roubaram, roubaram, emergência, ambulância, bombeiros, polícia está, caiu tudo, produção caiu,
            está tudo fora, hackeado, infarto, enfarte, avc, engoliu
            """),
        (.notStop, """
            não para, não pare, não pares, não cancela, não cancele, não canceles, não interrompa, deixa rodar,
            deixa ligado, deixa ligada, deixa correr, sem parar, sem pressa, não tem pressa, não há pressa,
            com calma, não desliga
            """),
        (.keepGoing, """
            continua, continue, continuar, segue, siga, prossiga, prossegue, retoma, retome, pode continuar,
            podes continuar, pode seguir, vai em frente, segue em frente, continua procurando, continua a procurar,
            manda ver, termina o, toca em frente, bora, vamos continuar
            """),
        (.backTo, """
            voltando ao, voltando a, volta ao, volta para o, voltemos, o resto, o restante, o que falta, onde parou,
            onde paraste, onde estava, os outros, as outras
            """),
        (.falseAlarm, """
            alarme falso, chat errado, janela errada, conversa errada, não era para você, não era para ti,
            não era pra você, sem querer, por engano, voltei, já voltei, estou de volta, tudo bem, está tudo bem,
            tá tudo bem, não foi nada, nada não, ignora, tanto faz
            """),
        (.approval, """
            luz verde, aprovado, autorizado, já acabou, já passou, foi embora, já foi, acordou, já acordou, já pode,
            já podes, liberado, está livre, estava certo
            """),
        (.yes, "sim, claro, com certeza, isso, exato, pode ser, sim por favor, isso mesmo, uhum"),
        (.instead, """
            em vez de, ao invés de, no lugar de, em vez disso, melhor, muda para, mude para, troca para, troca por,
            troque por, outra coisa, na verdade, prefiro, preferia, agora preciso, o que preciso, antes quero,
            vamos de, mas sim
            """),
        (.rethink, "pensando bem, pensando melhor, mudança de planos, mudamos de ideia, no fim das contas"),
        (.meant, """
            quis dizer, queria dizer, eu quis dizer, erro meu, me enganei, enganei me, errei, confundi,
            digitei errado, eu disse, era pra ser, era para ser, não não
            """),
        (.wrong, """
            errado, errada, incorreto, incorreta, não está certo, tá errado, endereço antigo, meu antigo,
            minha antiga, duplicado, duas vezes, não para todos
            """),
        (.misread, """
            você entendeu mal, entendeu errado, entendeste mal, está procurando, não foi isso que, não é isso que,
            não perguntei, nada a ver, outro assunto
            """),
        (.negation, "não, não o, não a, não em, não de, não para"),
        (.noneOf, "nada de"),
        (.dontWant, """
            não quero, não queremos, não preciso, não me interessa, não procuro, muito caro, caro demais
            """),
        (.doNot, "não, nunca"),
        (.tooLong, """
            muito longo, longo demais, muito comprido, mais curto, mais curta, mais breve, resume, resumindo,
            resumido, encurta, uma frase, em uma frase, numa frase, só a resposta, só o resultado, só o essencial,
            só o importante, direto ao ponto, detalhe demais
            """),
        (.form, """
            tabela, em tabela, numa tabela, lista, em lista, tópicos, pdf, em português, em inglês, ordenado,
            ordena, ordene, por preço, uma página, gráfico, linguagem simples, palavras simples, mais formal,
            mais educado, em reais, em euros
            """),
        (.steerVerb, """
            adiciona, adicione, acrescenta, acrescente, inclui, inclua, evita, evite, usa, use, põe, coloca,
            coloque, bota, considera, considere, leva em conta, leve em conta, exclui, limita, somente, apenas, com,
            sem, no máximo, pelo menos, tem que, precisa ser, faz, faça, que seja, que tenha, só com, só de, só os,
            só as
            """),
        (.branch, "parte, a parte, somente, apenas, só o, só a"),
        (.after, """
            depois, em seguida, quando terminar, quando terminares, quando acabar, quando acabares, quando estiver,
            assim que, mais tarde, a seguir, logo que, uma vez, quando puder, quando puderes, quando tiver tempo,
            sem urgência, não é urgente, próxima coisa, e depois, por fim
            """),
        (.ifOutcome, "se passar, se passarem, se funcionar, se der certo, se estiver verde, se correr bem"),
        (.memo, """
            me lembra, me lembre, lembra me, lembre me, anota, anote, anota aí, toma nota, no calendário, na agenda,
            na minha agenda, na lista, não esquece de, não esqueça de, pendente
            """),
        (.also, """
            também, e também, além disso, outra coisa, ah e, aliás, a propósito, mais uma coisa, aproveita
            """),
        (.workVerb, """
            envia, envie, manda, mande, me manda, me envia, reserva, reserve, compra, compre, pede, peça, escreve,
            escreva, redige, cria, crie, abre, abra, liga, ligue, imprime, prepara, prepare, faz um, faz uma,
            faça um, marca, marque, agenda um, agende, acende, fecha, renova, renove, atualiza, atualize, paga,
            pague, apaga, muda o meu, muda a minha, solicita, transfere, baixa, desliga a, desliga o, desliga as
            """),
        (.readVerb, """
            procura, procure, busca, busque, acha, encontra, encontre, mostra, mostre, me mostra, diz, me diz,
            me diga, olha, veja, vê, verifica, verifique, checa, compara, compare, explica, explique, me explica,
            dá, me dá, lista os, calcula
            """),
        (.want, "quero, queria, gostaria, preciso, precisamos, eu queria, queremos, me faz falta"),
        (.polite, """
            pode, podes, poderia, podias, você pode, consegue, consegues, será que pode, se importa de
            """),
        (.asks, """
            o que, quem, como, onde, quando, por que, porque é que, porquê, qual, quais, quanto, quanta, quantos,
            quantas, está, são, posso, devo, preciso de, vai, inclui o, isso inclui, e se, sabe, custa, será,
            tem algum, tem uma, que horas, dá para, dá pra, tem como, é possível, será que
            """),
        (.asksAnywhere, """
            quanto tempo, quanto falta, quanto custa, quanto demora, o que é, o que significa, o que acontece,
            uma pergunta, uma dúvida, pergunta rápida, fico pensando, queria saber, só quero saber, quero saber,
            sabe se, sabes se, é normal, ainda está aí, está aí, tá aí, como está indo, como vai, como anda,
            já achou, já encontrou, alguma novidade, já terminou, falta muito
            """),
        (.doubt, """
            tem certeza, tens a certeza, está certo, por que tem, por que aparece, dúvida, não tenho certeza
            """),
        (.suggestion, "que tal, e que tal, por que não, e se a gente"),
        (.thanks, """
            obrigado, obrigada, muito obrigado, muito obrigada, valeu, brigado, brigada, agradeço, gratidão
            """),
        (.acknowledgement, """
            ok, okay, tá, tá bom, tá bem, está bem, bem, muito bem, perfeito, ótimo, excelente, beleza, combinado,
            entendi, entendido, certo, legal, que bom, maravilha, massa, fixe, boa, ah, ah ok, gostei, parabéns,
            bacana, hm, pois
            """),
        (.feeling, """
            tenho medo, estou com medo, medo, nervoso, nervosa, ansioso, ansiosa, cansado, cansada, com raiva,
            furioso, farto, farta, inacreditável, absurdo, vergonha, uma vergonha, que desastre, desastre, horrível,
            triste, desesperado, desesperada, merda, porra, caramba, droga, meu deus, nossa, puxa, aff, tomara,
            que raiva, que pena, palhaços, incompetentes, não aguento mais
            """),
        (.leaving, """
            tenho que ir, preciso ir, vou indo, vou embora, vou nessa, fui, até logo, até mais, até amanhã, até já,
            tchau, adeus, boa noite, meu trem, meu comboio, meu ônibus, sem bateria, bateria acabando, olho depois,
            vejo depois, vejo mais tarde, já volto, volto já, volto logo
            """),
        (.greeting, "olá, oi, bom dia, boa tarde"),
        (.thought, "hm, hmm, então, bom, bem, tipo, deixa ver"),
        (.leadIn, """
            por favor, pfv, não, sim, ah, oh, olha, olhe, bom, então, e, mas, desculpa, desculpe, perdão, ok, tá,
            agora, já, rápido, obrigado, obrigada, na verdade, cara, gente, por amor de deus, ei, pô, também, aliás,
            melhor, ups
            """),
        (.pronoun, """
            isso, isto, tudo, tudo isso, agora, já, aí, aqui, por favor, a busca, a pesquisa, o processo,
            de procurar, de buscar, imediatamente, com isso, obrigado, obrigada, o, a, procurar
            """),
        (.other, "outra, outro, outros, meu outro, minha outra, meu, minha"),
        (.condition, "se, quando, assim que, ao, depois, após, em"),
        (.joint, "e, mas, ou, então, porque, depois, pois, aí"),
        (.opener, """
            o, a, os, as, um, uma, de, do, da, em, no, na, para, pra, por, pelo, com, sem, até, e, ou, mas, que, se,
            meu, minha, quero, preciso, pode, entre, sobre, é, está, muito
            """),
        (.plain, """
            parada de ônibus, paragem, ponto de ônibus, para o, para a, para os, para as, para mim, para um,
            para uma, para dois, para duas, para três, para amanhã, para que, para hoje, para ir, para não,
            para poder, para 2, para 3, para 4, para criança, lista de espera, bastante, sem problema, não sei,
            não entendo, sem dúvida, cancelamento grátis, cancelamento
            """),
    ]
}
