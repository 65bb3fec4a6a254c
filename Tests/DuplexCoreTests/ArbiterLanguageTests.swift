import DuplexCore
import Testing

@Suite struct ArbiterLanguageTests {
    private let arbiter = OfflineArbiter()

    /// A stop, a status question, thanks, and work for afterwards, in each language.
    private static let phrases = [
        ("German", "lass gut sein", "wie lange noch?", "danke dir", "wenn du fertig bist, schick mir die Rechnung"),
        ("Spanish", "déjalo", "¿cuánto falta?", "muchas gracias", "cuando acabes, envíame la factura"),
        ("French", "laisse tomber", "ça en est où ?", "merci beaucoup", "ensuite envoie-moi la facture"),
        ("Italian", "lascia perdere", "quanto manca?", "grazie mille", "quando hai finito, mandami la fattura"),
        ("Portuguese", "deixa pra lá", "quanto falta?", "obrigado", "quando terminar, me envia a fatura"),
        ("Dutch", "laat maar zitten", "hoe lang nog?", "dank je wel", "als je klaar bent, stuur me de factuur"),
        ("Polish", "daj spokój", "ile jeszcze?", "dziękuję", "jak skończysz, wyślij mi fakturę"),
        ("Turkish", "boş ver", "ne kadar kaldı?", "teşekkürler", "bitince bana faturayı gönder"),
        ("Russian", "хватит", "долго ещё?", "спасибо", "когда закончишь, пришли мне счёт"),
        ("Japanese", "もういいです", "あとどれくらいですか", "ありがとう", "終わったら請求書を送って"),
        ("Chinese", "不用了", "还要多久？", "谢谢", "完成后把发票发给我"),
        ("Korean", "그만해", "얼마나 걸려?", "고마워요", "끝나면 영수증 보내줘"),
        ("Arabic", "لا داعي", "كم باقي؟", "شكرا", "بعد ذلك أرسل لي الفاتورة"),
        ("Hindi", "रहने दो", "कितना समय लगेगा?", "धन्यवाद", "उसके बाद मुझे बिल भेज दो"),
        ("Hindi in Latin letters", "rehne do", "kitna time lagega?", "shukriya", "uske baad bill bhej do"),
    ]

    @Test(arguments: phrases)
    func `each language has a stop, a question, thanks and a sequence`(
        _ language: String,
        _ stop: String,
        _ question: String,
        _ thanks: String,
        _ later: String
    ) {
        #expect(arbiter.decide(.during(stop)).action == .cancel, "\(language): \(stop)")
        #expect(arbiter.decide(.during(question)).action == .side, "\(language): \(question)")
        #expect(arbiter.decide(.during(thanks)).action == .side, "\(language): \(thanks)")
        #expect(arbiter.decide(.during(later)).action == .enqueue, "\(language): \(later)")
    }

    @Test(arguments: [
        "Brich das nicht ab", "no lo canceles", "n'arrête pas", "non fermarti", "não cancela", "niet stoppen",
        "nie przerywaj",
        "durdurma", "не останавливай", "止めないで", "不要停", "멈추지 마", "لا تتوقف", "मत रोको", "band mat karo",
    ])
    func `the opposite of a stop stops nothing`(_ message: String) {
        #expect(arbiter.decide(.during(message)).action == .side)
    }

    @Test func `accents, capitals and drawn out letters do not matter`() {
        for message in ["DÉJALO", "dejalo", "stoppp", "STOOOP", "ok, STOP!!!", "arrete ca"] {
            #expect(arbiter.decide(.during(message)).action == .cancel, "\(message)")
        }
    }
}
