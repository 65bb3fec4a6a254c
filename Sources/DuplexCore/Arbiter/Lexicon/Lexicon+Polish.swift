extension Lexicon {
    static let polish: Table = [
        (.moot, """
            oddaje mi, odda mi, odda nam, nas przenocuje, pożyczy nam, pożyczy mi, już zapłacił, już zapłaciła,
            już kupił, już kupiła, zmarł, zmarła, rozstaliśmy się, etat zajęty, odwołane, odwołali
            """),
        (.hazard, """
            na balkonie, na drabinie, okna otwarte, okno otwarte, jeszcze w środku
            """),
        (.emergency, """
            iskry, drgawki, drętwieje, nie oddycha, dusi się, duszę się, puchnie
            """),
        (.opinion, """
            nareszcie, w końcu, pięknie, fajnie, nie mogę się doczekać, cudnie, ładny, miły
            """),
        (.cause, """
            to był, to była, to przez, był wyłączony, był odłączony
            """),
        (.stopVerb, """
            stop, stój, zatrzymaj, zatrzymaj się, zatrzymać, przerwij, przerwać, proszę przerwać, anuluj, anulować,
            odwołaj, odwołać, przestań, przestańcie, zakończ, skończ, wstrzymaj, dość, dosyć, wystarczy, koniec,
            starczy, rezygnuję, rezygnuję z, nie szukaj, nie szukaj już
            """),
        (.dropVerb, """
            zostaw, zapomnij, zapomnij o, pomiń, wyrzuć, usuń, odpuść, odpuść sobie, wyłącz, skreśl
            """),
        (.stopPhrase, """
            zostaw to, nieważne, nie ważne, mniejsza z tym, mniejsza o to, daj spokój, dajmy spokój,
            daj sobie spokój, zapomnij o tym, nie trzeba, już nie trzeba, nie potrzeba, już nie potrzeba,
            niepotrzebne, to wystarczy, już wystarczy, wystarczy już, wystarczy dzięki, jednak nie, lepiej nie,
            nie rób tego, nie róbcie, nie wysyłaj, nie wysyłaj tego, nie rezerwuj, nie kupuj, nie płać,
            nie zamawiaj, nie usuwaj, nie kontynuuj, przerwij to, zatrzymaj to, anuluj to, odwołaj to,
            możesz przestać, możesz przerwać, mam już co potrzebuję, mam to czego, nie dziękuję, już nie chcę,
            wyłącz to, zmieniłem zdanie, zmieniłam zdanie, rozmyśliłem się, rozmyśliłam się, rozmyśliliśmy się,
            odpuśćmy, nic nie rób
            """),
        (.hold, """
            czekaj, poczekaj, zaczekaj, proszę poczekać, chwila, chwilę, chwileczkę, moment, momencik, sekundę,
            sekunda, jeszcze nie, spokojnie, nie tak szybko, pauza, zanim
            """),
        (.moot, """
            nie potrzebuję już, już nie potrzebuję, nie jest już potrzebne, już niepotrzebne, już znalazłem,
            już znalazłam, znalazłem, znalazłam, już mam, już mamy, załatwione, już załatwione, już zrobione,
            sam zrobiłem, sama zrobiłam, rozwiązane, już działa, znowu działa, działa z powrotem, odwołane,
            odwołali, zostajemy w domu, zostaję w domu, nie jedziemy, nieaktualne, już nieaktualne, za późno,
            już za późno, zdecydowaliśmy, zdecydowali, podwiezie mnie, podrzuci mnie, zawiezie mnie, pożycza,
            pożyczy nam, zajmie się, zajął się, już podpisałem, już podpisałam, przełożone, nie ma sensu, nie warto,
            wróciło, samo się
            """),
        (.solved, "zarezerwował*, kupił*, zamówił*, znalazł*, naprawił*, załatwił*, pożyczył*"),
        (.recent, "już, właśnie, przed chwilą, sam, sama, w międzyczasie"),
        (.person, """
            ja, mój, moja, mąż, żona, ktoś, kolega, koleżanka, mama, tata, brat, siostra, syn, córka, szef
            """),
        (.indefinite, "coś, jeden, jedną"),
        (.hazard, "śpi, zasnął, zasnęła, zasnęło, jest pod, utknął, kot, pies, dziecko, przelewa się, pada"),
        (.emergency, """
            ból w klatce, boli mnie w klatce, nie mogę oddychać, nie oddycha, zemdlał*, nieprzytomn*, krwawi,
            pali się, pożar, dym, czuć gaz, ulatnia się gaz, zalewa, włamanie, włamywacz, karetk*, straż pożarna,
            ukradli, ukradziono, okradli, policja stoi, wszystko leży, produkcja leży, zawał, udar, połknął,
            połknęła
            """),
        (.notStop, """
            nie przerywaj, nie zatrzymuj, nie zatrzymuj się, nie anuluj, nie przestawaj, nie odwołuj,
            zostaw włączone, niech działa, niech leci, niech dokończy, bez pośpiechu, nie spiesz się,
            spokojnie nie ma pośpiechu, nie wyłączaj
            """),
        (.keepGoing, """
            kontynuuj, proszę kontynuować, dalej, rób dalej, szukaj dalej, idź dalej, jedź dalej, wznów,
            możesz kontynuować, możesz iść dalej, działaj, działaj dalej, dokończ, śmiało, leć dalej, lecimy dalej
            """),
        (.backTo, """
            wracając do, wróćmy do, wróć do, wracamy do, resztę, reszta, pozostałe, gdzie skończyłeś, to co zostało
            """),
        (.falseAlarm, """
            fałszywy alarm, zły czat, nie ten czat, nie to okno, pomyłka, przez pomyłkę, przez przypadek, niechcący,
            to nie do ciebie, wróciłem, wróciłam, jestem z powrotem, już jestem, wszystko w porządku, w porządku,
            nic się nie stało, nieważne
            """),
        (.approval, """
            zielone światło, zatwierdzone, zaakceptowane, już po, poszedł, poszli, obudził się, nie śpi już,
            już możesz, można już, zgodę
            """),
        (.yes, "tak, no tak, jasne, oczywiście, tak proszę, pewnie, dokładnie, zgadza się"),
        (.instead, """
            zamiast, zamiast tego, raczej, lepiej, wolę, wolałbym, wolałabym, zmień na, zamień na, jednak,
            coś innego, teraz potrzebuję, niech będzie, tylko że
            """),
        (.rethink, "po namyśle, po zastanowieniu, zmiana planów, przemyślałem, przemyślałam"),
        (.meant, """
            miałem na myśli, miałam na myśli, chodziło mi o, chodzi mi o, pomyliłem, pomyliłam, pomyłka, mój błąd,
            literówka, powiedziałem, powiedziałam, miało być, powinno być, nie nie
            """),
        (.wrong, """
            zły, zła, złe, źle, błędny, błędna, błędne, nie ten, nie ta, nie to, stary adres, mój stary, podwójnie,
            dwa razy, nie do wszystkich
            """),
        (.misread, """
            źle zrozumiałeś, źle zrozumiałaś, źle mnie, szukasz, nie o to, nie o to pytałem, nie o to pytałam,
            nie o to mi chodzi, inny temat
            """),
        (.negation, "nie, nie do, nie na, nie w, a nie"),
        (.noneOf, "żadnych, żadnego"),
        (.dontWant, "nie chcę, nie chcemy, nie interesuje mnie, nie potrzebuję, za drogo"),
        (.doNot, "nie, proszę nie"),
        (.tooLong, """
            za długie, za długo, za długa, krócej, skróć, krótko, w skrócie, jedno zdanie, w jednym zdaniu,
            tylko odpowiedź, tylko wynik, tylko najważniejsze, streszczenie, do rzeczy
            """),
        (.form, """
            tabela, w tabeli, tabelę, lista, w punktach, pdf, po polsku, po angielsku, posortuj, posortowane,
            jedna strona, wykres, prostym językiem, grzeczniej, w złotówkach, w euro
            """),
        (.steerVerb, """
            dodaj, uwzględnij, proszę uwzględnić, unikaj, użyj, używaj, weź pod uwagę, wyklucz, ogranicz, tylko,
            bez, z, maksymalnie, co najmniej, najlepiej, musi, muszą, ma być, niech, zrób to, skup się, policz,
            zwróć uwagę, zwróćcie uwagę, pamiętaj, skup się na, weź
            """),
        (.branch, "część, tylko, reszta zostaje"),
        (.after, """
            potem, później, następnie, jak skończysz, gdy skończysz, kiedy skończysz, po tym, po wszystkim,
            jak będzie gotowe, gdy będzie gotowe, jak tylko, w wolnej chwili, nie spieszy się, nie pali się,
            przy okazji, w następnej kolejności, a potem
            """),
        (.ifOutcome, """
            jeśli przejdzie, jeśli przejdą, jeśli się uda, jeśli zadziała, jak wszystko zielone, jeśli wszystko
            """),
        (.memo, """
            przypomnij mi, przypomnij, zapisz, zapisz sobie, zanotuj, w kalendarzu, do kalendarza, na liście,
            na listę, nie zapomnij
            """),
        (.also, "także, też, a także, poza tym, jeszcze jedno, i jeszcze, aha i, przy okazji"),
        (.workVerb, """
            wyślij, proszę wysłać, zarezerwuj, kup, zamów, napisz, utwórz, stwórz, otwórz, zadzwoń, wydrukuj,
            przygotuj, umów, umów mnie, włącz, zamknij, odnów, przedłuż, zaktualizuj, zapłać, zgłoś, zmień mój,
            zmień moje, złóż
            """),
        (.readVerb, """
            szukaj, poszukaj, znajdź, pokaż, powiedz, sprawdź, porównaj, wyjaśnij, podaj, wypisz, policz ile
            """),
        (.want, "chcę, chciałbym, chciałabym, potrzebuję, potrzebujemy, chcemy, poproszę"),
        (.polite, """
            możesz, mógłbyś, mogłabyś, czy możesz, czy mógłbyś, czy mogłabyś, czy może pan, czy może pani,
            czy mogę prosić
            """),
        (.asks, """
            czy, co, kto, jak, gdzie, kiedy, dlaczego, czemu, ile, który, która, które, jaki, jaka, jakie, a czy,
            a co, skąd, dokąd, mogę, muszę
            """),
        (.asksAnywhere, """
            ile czasu, jak długo, ile jeszcze, ile kosztuje, co to jest, co to znaczy, co znaczy, pytanie,
            szybkie pytanie, mam pytanie, zastanawiam się, chciałem zapytać, chciałam zapytać, wiesz może,
            czy wiesz, to normalne, jesteś tam, jak idzie, jak postępy, znalazłeś coś, masz już coś, długo jeszcze,
            gotowe już
            """),
        (.doubt, """
            na pewno, jesteś pewien, jesteś pewna, dlaczego jest, czemu jest, czy to na pewno, wątpliwości,
            nie jestem pewien, nie jestem pewna
            """),
        (.suggestion, "a może, a co z, co powiesz na"),
        (.thanks, """
            dzięki, dziękuję, dziękuje, dziękuję bardzo, wielkie dzięki, dzięki wielkie, dzięki bardzo
            """),
        (.acknowledgement, """
            ok, okej, dobrze, dobra, super, świetnie, ekstra, fajnie, spoko, idealnie, doskonale, rozumiem, jasne,
            w porządku, pięknie, brawo, no dobra, aha, pasuje, cudownie, git, hm
            """),
        (.feeling, """
            boję się, strach, stresuję się, zmęczony, zmęczona, wściekły, wściekła, zdenerwowany, zdenerwowana,
            niewiarygodne, skandal, wstyd, masakra, koszmar, smutno, kurde, cholera, kurwa, boże, o matko, ech, ehh,
            dramat, mam dość was, mam nadzieję, oby, szkoda, żenada, porażka
            """),
        (.leaving, """
            muszę lecieć, muszę iść, muszę kończyć, lecę, spadam, do zobaczenia, do jutra, na razie, pa, dobranoc,
            cześć, mój pociąg, mój autobus, bateria, zajrzę później, zobaczę później, zaraz wracam, wracam za
            """),
        (.greeting, "cześć, dzień dobry, hej, witam, dobry wieczór"),
        (.thought, "hm, hmm, yyy, eee, no więc"),
        (.leadIn, """
            proszę, nie, tak, oj, och, ale, więc, przepraszam, sorry, sorki, teraz, natychmiast, ok, dobra, słuchaj,
            hej, szybko, kurde, też, jeszcze, dzięki, ups
            """),
        (.pronoun, """
            to, tego, wszystko, teraz, już, natychmiast, proszę, tym, szukać, wyszukiwanie, tu, od razu, się
            """),
        (.other, "inny, inna, inne, mój, moją, moje, drugi, drugą"),
        (.condition, "jeśli, gdy, kiedy, jak, po, przy, dopiero"),
        (.joint, "ale, lub, albo, więc, bo, potem, a potem, i potem"),
        (.opener, """
            i, a, w, na, do, z, ze, o, od, po, za, dla, przy, bez, przez, ale, lub, że, bo, mój, moja, moje, chcę,
            możesz, który, jest, między
            """),
        (.plain, """
            przystanek, na przystanku, nie wiem, nie rozumiem, nie ma problemu, nie ma sprawy, wystarczy miejsca,
            czas oczekiwania, lista oczekujących, nie tylko
            """),
    ]
}
