extension Lexicon {
    static let spanish: Table = [
        (.moot, """
            ya me atendieron, acabo de renovar, me regala, nos regala, me ha regalado, nos presta, me presta,
            nos deja su, me deja su, nos quedamos en casa de, ya lo pagó, ya la pagó, ya pagó, se canceló,
            lo cancelaron, ha fallecido, falleció, hemos roto
            """),
        (.hazard, """
            en el balcón, en la escalera, ventanas abiertas, ventana abierta, se queda hoy en casa,
            todavía está dentro, sigue dentro
            """),
        (.emergency, """
            convulsionando, convulsiones, convulsión, hinchando la garganta, se me hincha, se le hincha,
            se me duerme el brazo, chispas, me ahogo, se ahoga, no despierta
            """),
        (.opinion, """
            qué ilusión, qué ganas, por fin, qué bonito, qué rico, me encanta, qué bien, qué lindo, majo,
            simpático
            """),
        (.cause, """
            era el, era la, era mi, estaba apagado, estaba desenchufado
            """),
        (.stopVerb, """
            para, pare, paren, paralo, páralo, párate, detén, detente, detenlo, deténlo, detenga, deténgase,
            cancela, cancele, cancelar, cancélalo, cancelalo, anula, anule, anúlalo, aborta, interrumpe, termina,
            suspende, basta, alto, stop, corta, frena, no sigas, deja de, dejen de, deje de, ya no, no más,
            revierte, deshaz, revertir, apágalo, apágala
            """),
        (.dropVerb, """
            deja, olvida, olvídate de, quita, quite, quítale, salta, sáltate, elimina, apaga, saca
            """),
        (.stopPhrase, """
            déjalo, dejalo, déjelo, déjalo así, déjalo estar, déjalo ya, olvídalo, olvidalo, olvídelo, olvida eso,
            da igual, no importa, ya no hace falta, no hace falta, ya no es necesario, no es necesario,
            es suficiente, ya es suficiente, suficiente, con eso basta, con eso me basta, con eso me vale, ya basta,
            basta ya, ya está bien, para ya, para todo, para eso, para por favor, páralo ya, cancélalo todo,
            cancela todo, cancela eso, mejor no, no lo hagas, no lo haga, no hagas nada, no lo envíes, no lo envíe,
            no envíes, no lo mandes, no lo reserves, no reserves, no lo compres, no compres, no pagues,
            no lo pagues, no lo borres, no apliques, no lo apliques, no sigas, no siga, no continúes, no continúe,
            ya no quiero, ya no lo quiero, no gracias, puedes parar, puede parar, ya tengo lo que necesito,
            ya tengo lo que necesitaba, tengo lo que necesitaba, eso es todo gracias, quieto, ni se te ocurra,
            no toques nada, apágalo, he cambiado de idea, cambié de idea, cambié de opinión, con esto me apaño,
            con esto me vale, con esto me basta, con esto basta, con esto es suficiente, así está bien gracias
            """),
        (.hold, """
            espera, espere, esperen, espérate, un momento, un momentito, un segundo, un segundito, un minuto,
            aguanta, aguarda, aguarde, todavía no, aún no, no tan rápido, despacio, momento, pausa, antes de que,
            antes de
            """),
        (.moot, """
            ya no lo necesito, ya no necesito, ya no lo necesitamos, ya no necesitamos, no lo necesito ya,
            ya lo encontré, ya lo he encontrado, ya lo tengo, ya la tengo, ya tengo uno, ya tenemos,
            ya está solucionado, ya está resuelto, ya está arreglado, solucionado, ya se arregló, ya funciona,
            vuelve a funcionar, volvió la luz, lo encontré, lo hice yo, lo he hecho yo, ya lo hice, ya lo compré,
            ya lo reservé, ya lo reservamos, se canceló, está cancelado, se suspendió, no vamos a ir, ya no vamos,
            nos quedamos en casa, me quedo en casa, ya no tiene sentido, no tiene sentido, ya es tarde,
            demasiado tarde, ya nos decidimos, ya se decidieron, ya se han decidido, me lleva, me llevan, me recoge,
            viene a buscarme, nos presta, me presta, ya da igual, se encarga, ya se encarga, se ha encargado,
            volvió, ha vuelto, se pospuso, pospuesto, ya me lo dio, ya me dieron, me consiguió, no vale la pena,
            ya no vale, nadie quiere, me quedo con, nos quedamos con, se arregló, ya se arregló solo, lo hace mi,
            lo hago yo
            """),
        (.solved, """
            reservado, reservó, comprado, compró, encontrado, encontró, encontré, pedido, arreglado, arregló,
            prestado, presta, regaló, resuelto
            """),
        (.recent, "ya, acaba de, acabo de, acabamos de, mientras tanto, yo mismo, yo misma"),
        (.person, "yo, mi, mis, hemos, ha, nuestro, nuestra, alguien, él, ella"),
        (.indefinite, "algo, uno, una, el suyo, la suya"),
        (.hazard, """
            está dormido, se ha dormido, se durmió, se acaba de dormir, está debajo, debajo, atascado, atrapado,
            el gato, el perro, el bebé, la niña está, en medio, se desborda, llueve, está lloviendo
            """),
        (.emergency, """
            dolor en el pecho, me duele el pecho, no puedo respirar, no puede respirar, no respira, inconsciente,
            se desmayó, se ha desmayado, desmayado, sangra mucho, sangrando, fuego, sale humo, humo del, hay humo,
            se quema, se está quemando, incendio, huele a gas, fuga de gas, inundación, inundado, se inunda, ladrón,
            ladrones, han entrado, emergencia, urgencias, ambulancia, bomberos, me robaron, me han robado, robado,
            policía está, se cayó todo, producción caída, está todo caído, hackeado, infarto, derrame,
            se ha tragado, se tragó
            """),
        (.notStop, """
            no pares, no pare, no lo pares, no canceles, no lo canceles, no cancele, no lo cancele, no anules,
            no te detengas, no te pares, déjalo encendido, déjala encendida, déjalo puesto, deja que siga,
            déjalo correr, sin parar, sin cancelar, no digo que pares, no hay prisa, sin prisa, tómate tu tiempo,
            no interrumpas
            """),
        (.keepGoing, """
            sigue, siga, sigan, continúa, continua, continúe, continuar, adelante, sigue así, sigue adelante,
            sigue buscando, sigue con, prosigue, prosiga, reanuda, reanude, retoma, puedes seguir, puede seguir,
            puedes continuar, puede continuar, dale, termina lo, acaba lo, venga sigue
            """),
        (.backTo, """
            volvamos a, vuelve a lo, vuelve al, volviendo a, el resto, lo que falta, lo que queda, donde estabas,
            donde lo dejaste, donde íbamos, lo tuyo, los demás, las demás
            """),
        (.falseAlarm, """
            falsa alarma, otro chat, chat equivocado, ventana equivocada, me equivoqué de, sin querer, por error,
            no era para ti, no era para usted, ya volví, ya estoy aquí, he vuelto, ya estoy de vuelta, todo bien,
            está bien, no pasa nada, no era nada, nada nada, ignora, da igual
            """),
        (.approval, """
            luz verde, aprobado, autorizado, ya pasó, ya se fue, ya se fueron, ya terminó, ya acabó, se despertó,
            ya está despierto, ya puedes, ya puede, visto bueno, está libre, estaba bien
            """),
        (.yes, """
            sí, si, sí por favor, claro, por supuesto, exacto, correcto, vale, eso es, desde luego, sí sí
            """),
        (.instead, """
            en vez de, en lugar de, en su lugar, mejor, mejor dicho, más bien, cambia a, cambie a, cámbialo, pasa a,
            otra cosa, otra cosa distinta, ahora necesito, lo que necesito, prefiero, preferiría, que sea, que sean,
            sino, vamos con
            """),
        (.rethink, """
            pensándolo bien, pensándolo mejor, ahora que lo pienso, al final, cambio de idea, cambio de planes,
            he cambiado de opinión
            """),
        (.meant, """
            quería decir, quise decir, quiero decir, me refería, me refiero a, perdón era, me equivoqué, error mío,
            fallo mío, escribí mal, confundí, he confundido, no no, dije, he dicho, debería ser, es con
            """),
        (.wrong, """
            equivocado, equivocada, incorrecto, incorrecta, no es correcto, está mal, dirección antigua, mi antigua,
            duplicado, dos veces, no a todos, esa no, salió mal
            """),
        (.misread, """
            me has entendido mal, me entendiste mal, entendiste mal, no me refiero, estás buscando, no es lo que,
            no pregunté, no te pregunté, no he preguntado, nada que ver, otro tema
            """),
        (.negation, "no el, no la, no en, no de, no para, no a, no son, no es el"),
        (.noneOf, "nada de"),
        (.dontWant, """
            no quiero, no queremos, no necesito, no me interesa, no busco, no nos interesa, demasiado caro
            """),
        (.doNot, "no me, no lo, no la, no te"),
        (.tooLong, """
            muy largo, demasiado largo, más corto, más corta, más breve, breve, en breve, resumido, resúmelo,
            en resumen, acórtalo, en una frase, una frase, demasiado detalle, solo la respuesta, sólo la respuesta,
            solo el resultado, solo lo importante, solo lo esencial, al grano, ve al grano
            """),
        (.form, """
            tabla, en tabla, en una tabla, lista, en lista, viñetas, pdf, en español, en inglés, ordenado, ordena,
            ordénalo, ordénalos, una página, gráfico, palabras sencillas, lenguaje sencillo, sin tecnicismos,
            más formal, más amable, tutéame, de usted, en euros, en dólares
            """),
        (.steerVerb, """
            añade, añada, agrega, agregue, incluye, incluya, evita, evite, usa, use, utiliza, pon, ponga, ponlo,
            ponle, cuenta, ten en cuenta, tenga en cuenta, limita, céntrate, enfócate, considera, excluye, solo,
            sólo, solamente, con, sin, que tenga, que no, que esté, máximo, mínimo, al menos, menos de, hazlo,
            hazla, tiene que, debe, deben, quita los, quita las, escríbelo
            """),
        (.branch, "parte, la parte, solo, sólo, solamente, únicamente, nada más"),
        (.after, """
            después, luego, cuando acabes, cuando termines, cuando acabe, cuando termine, cuando hayas, cuando haya,
            cuando esté, cuando puedas, cuando tengas tiempo, al terminar, al acabar, una vez, en cuanto, más tarde,
            a continuación, tras, seguidamente, cuando tenga, sin prisas, no corre prisa, no es urgente,
            lo siguiente, y después, y luego, por último
            """),
        (.ifOutcome, """
            si pasa, si pasan, si funciona, si sale bien, si está verde, si todo va bien, si hay, si sale
            """),
        (.memo, """
            recuérdame, recuerdame, recuérdeme, apunta, apúntalo, apunte, anota, anótalo, anote, toma nota,
            en mi calendario, en el calendario, en mi agenda, a la lista, no olvides, que no se me olvide,
            que no se te olvide, acuérdate, pendiente
            """),
        (.also, "también, y también, además, otra cosa, ah y, por cierto, aparte, de paso, y otra cosa"),
        (.workVerb, """
            envía, envíame, envíe, manda, mándame, mande, mándale, reserva, resérvame, reserve, compra, cómprame,
            pide, pídeme, pida, escribe, escríbeme, escríbele, escriba, redacta, redáctame, crea, créame, abre,
            abra, llama, llame, llámame, imprime, prepara, prepárame, haz un, haz una, hazme, haga, programa,
            agenda, enciende, encienda, cierra, renueva, renuévame, actualiza, paga, borra, cambia mi, cambia la,
            cámbiame, solicita, solicítame, inscríbeme, apúntame, sube, baja, descarga, transfiere, da de baja,
            date de
            """),
        (.readVerb, """
            busca, búscame, busque, encuentra, muestra, muéstrame, enséñame, dime, dígame, mira, mire, revisa,
            revise, comprueba, verifica, compara, explica, explícame, dame, deme, lista los, lista las, calcula
            """),
        (.want, "quiero, quisiera, me gustaría, necesito, necesitamos, queremos, querría, me hace falta"),
        (.polite, """
            puedes, puede usted, podrías, podría, me puedes, me puede, me podrías, me podría, podrías por favor,
            te importaría, le importaría, serías tan amable, será posible que
            """),
        (.asks, """
            que es, quién, cómo, como va, dónde, cuándo, por qué, cuál, cuáles, cuánto, cuánta, cuántos, cuántas,
            hay, es, está, están, tienes, tiene, se puede, puedo, debo, tengo que, va a, incluye el, incluye la,
            incluye, y si, y qué, sabes, sabe, has, ha, eso incluye, cobran, cuesta, me van a, me va, qué hora,
            qué tren, qué precio, qué hay, qué tal, qué incluye, qué necesito, qué hago, qué tengo, qué modelo
            """),
        (.asksAnywhere, """
            cuánto tiempo, cuánto falta, cuánto queda, cuanto falta, cuánto cuesta, cuánto tarda, qué es,
            qué significa, qué pasa, una pregunta, pregunta, me pregunto, quería saber, quiero saber,
            solo quiero saber, sabes si, sabe si, es normal, sigues ahí, estás ahí, sigue ahí, cómo va, cómo vas,
            ya casi, alguna novedad, has encontrado algo, algo ya, por dónde vas, a qué hora
            """),
        (.doubt, """
            estás seguro, estás segura, está seguro, seguro que, es correcto, por qué hay, por qué sale, eso es con,
            es con iva, duda, no estoy seguro, no estoy segura
            """),
        (.suggestion, "qué tal, y qué tal, por qué no, y si buscamos, y si miramos"),
        (.thanks, """
            gracias, muchas gracias, mil gracias, gracias gracias, te lo agradezco, se lo agradezco, muy amable
            """),
        (.acknowledgement, """
            ok, okey, vale, bien, muy bien, perfecto, genial, estupendo, excelente, de acuerdo, entendido, claro,
            guay, qué bien, buenísimo, fantástico, bueno, ah, ah vale, ya veo, listo, súper, me gusta, suena bien,
            qué bueno, maravilloso, ándale, órale, chévere, bravo, hm, ajá
            """),
        (.feeling, """
            tengo miedo, miedo, estoy nervioso, nerviosa, estoy nerviosa, agobiado, agobiada, cansado, cansada,
            enfadado, enfadada, furioso, harto, harta, estoy harto, increíble, indignante, vergüenza, una vergüenza,
            qué desastre, desastre, horrible, triste, desesperado, desesperada, mierda, joder, coño, maldita,
            madre mía, dios mío, ay, uf, uff, ojalá, qué pena, inútiles, payasos, no puedo más, no me lo creo,
            qué rabia, qué horror
            """),
        (.leaving, """
            me voy, me tengo que ir, tengo que irme, me tengo que, hasta luego, hasta mañana, hasta pronto, adiós,
            chao, nos vemos, buenas noches, mi tren, mi bus, mi autobús, sin batería, me quedo sin batería,
            lo miro luego, lo miro más tarde, lo veo luego, luego miro, ahora vuelvo, vuelvo luego, vuelvo en
            """),
        (.greeting, "hola, buenas, buenos días, buenas tardes"),
        (.thought, "eh, em, este, mmm, hm, pues, bueno, a ver, o sea"),
        (.leadIn, """
            por favor, porfa, oye, oiga, no, sí, si, ah, ay, oh, bueno, pues, y, pero, perdón, perdona, perdone,
            disculpa, disculpe, lo siento, vale, ok, ya, ahora, ahora mismo, rápido, mejor, gracias, venga,
            en serio, de verdad, hombre, tío, mira, entonces, también, además, por dios, porfavor, mejor dicho,
            anda, ups
            """),
        (.pronoun, """
            lo, la, los, eso, esto, todo, todo eso, todo esto, ya, ahora, ahora mismo, por favor, porfa,
            la búsqueda, el proceso, de buscar, buscar, aquí, ahí, ya mismo, inmediatamente, gracias, buscando, así,
            de inmediato, con eso, con esto
            """),
        (.other, "otra, otro, otros, mi, mi otra, mi otro, mis"),
        (.condition, "si, cuando, en cuanto, a las, después, tras, al, al llegar, hasta, en"),
        (.joint, "y, pero, o, entonces, luego, porque, pues, así que, sino"),
        (.opener, """
            el, la, los, las, un, una, de, del, a, al, en, para, por, con, sin, desde, hasta, y, o, pero, que, si,
            mi, mis, su, nuestro, quiero, necesito, puedes, entre, sobre, porque, es, muy
            """),
        (.plain, """
            parada de autobús, parada de, la parada, una parada, paradas, para el, para la, para los, para las,
            para mí, para mi, para un, para una, para dos, para tres, para cuatro, para mañana, para que, para qué,
            para ir, para comer, para hoy, para esta, para este, para no, para poder, para 2, para 3, para 4,
            para niños, para llevar, palabras vacías, lista de espera, bastante, sin problema, no hay problema,
            no sé, no entiendo, no mucho, sin duda, gastos de cancelación, cancelación gratuita, cancelación, mal de
            """),
    ]
}
