extension Lexicon {
    static let turkish: Table = [
        (.moot, """
            kalacağız, kalacağım, bize veriyor, bana veriyor, ödünç veriyor, hediye etti, çoktan ödedi, vefat etti,
            ayrıldık, iptal oldu, iptal edildi
            """),
        (.hazard, """
            balkonda, merdivende, pencereler, pencere açık, sonuna kadar açık, hala içeride
            """),
        (.emergency, """
            kıvılcım, nöbet geçiriyor, boğazım şişiyor, kolum uyuştu, nefes alamıyor, boğuluyor
            """),
        (.opinion, """
            nihayet, sonunda, çok güzel, harika, heyecanlıyım, sabırsızlanıyorum, bayıldım
            """),
        (.cause, """
            kapalıymış, fişi çekilmiş
            """),
        (.stopPhrase, """
            dur, durdur, durdurun, bunu durdur, aramayı durdur, işlemi durdur, kes, kes şunu, iptal, iptal et,
            iptal edin, iptal edelim, vazgeç, vazgeçtim, vazgeçtik, boş ver, boşver, boş verin, gerek yok,
            gerek kalmadı, artık gerek yok, lüzum yok, yeter, yeterli, bu kadar yeter, bu kadar yeterli,
            tamam yeter, bırak, bırak gitsin, bırakalım, unut gitsin, unut bunu, yapma, yapmayın, gönderme,
            göndermeyin, sipariş verme, rezervasyon yapma, satın alma, ödeme yapma, silme, uygulama bunu,
            devam etme, hayır teşekkürler, istemiyorum artık, artık istemiyorum, fikrimi değiştirdim, kapat şunu,
            elleme, uğraşma, zahmet etme
            """),
        (.hold, """
            bekle, bekleyin, bir dakika, bi dakika, bir saniye, bi saniye, bir an, dur bir dakika, dur bi, bekle bi,
            henüz değil, daha değil, yavaş, acele etme, durakla, duraklat, önce bir
            """),
        (.moot, """
            artık lazım değil, lazım değil, ihtiyacım kalmadı, ihtiyaç kalmadı, buldum, zaten buldum, kendim buldum,
            kendim yaptım, kendim hallettim, hallettim, hallettik, halloldu, hallolmuş, çözdüm, çözüldü, zaten var,
            zaten aldım, zaten aldık, iptal oldu, iptal edildi, gitmiyoruz, evde kalıyoruz, geç kaldık,
            artık çok geç, karar verdik, karar verdiler, çalışıyor artık, tekrar çalışıyor, düzeldi, beni bırakacak,
            beni götürecek, ödünç veriyor, anlamı kalmadı, halletti, hallediyor, ilgileniyor, ertelendi, değmez,
            geri geldi, imzaladım
            """),
        (.hazard, "uyuyor, uyudu, altında, sıkıştı, kedi, köpek, bebek, taşıyor, yağmur başladı"),
        (.emergency, """
            göğsüm ağrıyor, göğsümde ağrı, göğüs ağrısı, nefes alamıyorum, nefes alamıyor, nefes almıyor, bayıldı,
            kanıyor, kanama, yangın, yanıyor, duman, gaz kokusu, su bastı, su basıyor, hırsız, acil, acil durum,
            ambulans, itfaiye, çalındı, çaldılar, polis geldi, polis kapıda, her şey çöktü, prod çöktü, site çöktü,
            kalp krizi, yuttu
            """),
        (.notStop, """
            durma, durdurma, durdurmayın, iptal etme, iptal etmeyin, kesme, kapatma, açık kalsın, çalışsın,
            bırak çalışsın, devam etsin, acele yok, acelesi yok
            """),
        (.keepGoing, """
            devam, devam et, devam edin, devam edebilirsin, devam edebilirsiniz, sürdür, aramaya devam, bitir,
            tamamla, hadi devam, kaldığın yerden
            """),
        (.backTo, """
            geri dön, dönelim, geri dönelim, kalanı, gerisi, kalanlar, geri kalanı, diğerleri, nerede kalmıştık
            """),
        (.falseAlarm, """
            yanlış alarm, yanlış sohbet, yanlış pencere, yanlışlıkla, sana değildi, size değildi, geri geldim,
            döndüm, geldim, her şey yolunda, sorun yok, bir şey yok, önemli değil
            """),
        (.approval, """
            onaylandı, onay geldi, izin çıktı, bitti, gitti, gittiler, uyandı, artık olabilir, yeşil ışık
            """),
        (.yes, "evet, tabii, tabi, elbette, olur, aynen, doğru, evet lütfen"),
        (.instead, """
            yerine, onun yerine, bunun yerine, daha iyisi, başka bir şey, değiştir, olarak değiştir, tercih ederim,
            şimdi lazım olan, en iyisi
            """),
        (.rethink, "düşündüm de, iyi düşününce, planlar değişti"),
        (.meant, """
            demek istedim, demek istemiştim, yani, pardon, yanlış yazdım, karıştırdım, hata yaptım, benim hatam,
            dedim, demiştim, olacaktı, hayır hayır
            """),
        (.wrong, "yanlış, hatalı, doğru değil, eski adres, eski adresim, iki kere, iki tane, herkese değil"),
        (.misread, "yanlış anladın, yanlış anladınız, onu demedim, öyle demedim, başka konu, onu sormadım"),
        (.negation, "değil"),
        (.dontWant, "istemiyorum, istemiyoruz, ilgilenmiyorum, aramıyorum, çok pahalı"),
        (.tooLong, """
            çok uzun, daha kısa, kısalt, kısaca, kısa, özet, özetle, bir cümle, tek cümle, sadece cevap,
            sadece sonuç, sadece önemli
            """),
        (.form, """
            tablo, tablo halinde, tabloda, liste, liste halinde, maddeler halinde, pdf, türkçe, ingilizce, sırala,
            tek sayfa, grafik, basit dille, daha kibar
            """),
        (.change, """
            ekle, ekleyin, dahil et, dahil edin, kullan, kullanma, dikkate al, hariç, hariç tut, olmasın, olsun,
            sadece, en fazla, en az, çıkar, dikkat et
            """),
        (.branch, "sadece, kısmı, kısmını, sadece onu"),
        (.after, """
            sonra, ondan sonra, bundan sonra, bitince, bittiğinde, bitirince, bitirdikten sonra, daha sonra,
            ardından, hazır olunca, olunca, işin bitince, vaktin olunca, müsait olunca, acil değil, acelesi yok ama,
            sıradaki
            """),
        (.ifOutcome, "geçerse, çalışırsa, olursa, başarılı olursa"),
        (.memo, "hatırlat, bana hatırlat, not al, not et, bunu not et, takvime, takvimime, listeye, unutma"),
        (.also, "ayrıca, bir de, hem de, bu arada, başka bir şey daha"),
        (.request, """
            gönder, gönderin, yolla, rezervasyon yap, rezerve et, satın al, sipariş et, sipariş ver, yaz, oluştur,
            aç, ara beni, yazdır, hazırla, randevu al, ayarla, yenile, güncelle, öde, gönderir misin, alır mısın,
            yazar mısın, açar mısın, kapatır mısın, ışıkları kapat
            """),
        (.readRequest, "bul, göster, söyle, kontrol et, karşılaştır, açıkla, bak, listele, arat"),
        (.want, "istiyorum, isterim, lazım, ihtiyacım var, istiyoruz, gerekiyor"),
        (.asks, """
            neden, niye, nasıl, nerede, kim, kaç, hangi, ne zaman, ne kadar, niçin, acaba, ne oldu, ne var, ne demek
            """),
        (.asksAnywhere, """
            mısın, misin, musun, müsün, ne kadar sürer, ne kadar kaldı, daha ne kadar, ne durumda, bir soru,
            bi soru, soru, merak ettim, acaba, biliyor musun, ne demek, nedir, kaç para, bir şey buldun mu,
            bitti mi, orada mısın, var mı, var mi, yok mu, dahil mi, oldu mu, geldi mi, olur mu, değil mi,
            mümkün mü, gerekli mi, normal mi, kaldı mı, gerekiyor mu, çalışıyor mu, ücretsiz mi
            """),
        (.doubt, "emin misin, emin misiniz, doğru mu, neden var, emin değilim, dahil mi"),
        (.suggestion, "ya şu, peki ya, nasıl olur"),
        (.thanks, """
            teşekkürler, teşekkür ederim, teşekkür ederiz, sağ ol, sağol, sağ olun, eyvallah, çok teşekkürler
            """),
        (.acknowledgement, """
            tamam, tamamdır, peki, iyi, güzel, harika, süper, mükemmel, anladım, anlaşıldı, çok iyi, çok güzel,
            oldu, eyvallah, hı hı, vay, bravo, hm, olur
            """),
        (.feeling, """
            korkuyorum, çok korkuyorum, gerginim, yorgunum, yoruldum, sinirliyim, kızgınım, bıktım, rezalet,
            inanılmaz, inanamıyorum, skandal, berbat, üzgünüm, kahretsin, lanet, allahım, aman allahım, umarım,
            inşallah, maalesef, yazık, ayıp
            """),
        (.leaving, """
            gitmem lazım, gitmem gerek, gitmeliyim, çıkmam lazım, kaçtım, çıkıyorum, görüşürüz, hoşça kal,
            iyi geceler, yarın görüşürüz, trenim, otobüsüm, şarjım bitiyor, sonra bakarım, birazdan dönerim
            """),
        (.greeting, "merhaba, selam, günaydın, iyi akşamlar, iyi günler"),
        (.thought, "şey, hm, ıı, ee, hımm"),
        (.leadIn, """
            lütfen, hayır, yok, evet, ah, ya, ama, ve, tamam, pardon, özür dilerim, kusura bakma, şimdi, hemen,
            çabuk, abi, hocam, teşekkürler, artık
            """),
        (.pronoun, """
            bunu, onu, şunu, hepsini, her şeyi, şimdi, hemen, lütfen, artık, aramayı, arama, işlemi
            """),
        (.other, "diğer, başka, benim"),
        (.joint, "ve, ama, veya, sonra, çünkü, o zaman"),
        (.opener, "ve, ile, için, ama, veya, bir, benim, bana, şu, bu, en, daha, olan, gibi, kadar, şey"),
        (.plain, """
            otobüs durağı, durak, durağı, sorun değil, bilmiyorum, yeter mi, yeterli mi, iptal ücreti,
            ücretsiz iptal, dur durak, iptal edebilir miyim, iptal edersem, durdurursam
            """),
    ]
}
