extension Lexicon {
    /// Hindi in its own script and as people type it in Latin letters.
    static let hindi: Table = [
        (.moot, """
            पहले ही भर दिया, पहले ही ले लिया, दे दिया है, रद्द हो गया, गुज़र गए, ब्रेकअप, ख़राब निकला, खराब निकला,
            cancel ho gaya, pehle hi bhar diya, de diya hai
            """),
        (.opinion, """
            आखिरकार, बढ़िया, मज़ा, बहुत ज़्यादा, aakhirkar, mast, bahut accha
            """),
        (.emergency, """
            दौरा पड़, सुन्न, चिंगारी, सांस नहीं, saans nahi
            """),
        (.stopPhrase, """
            रुको, रुक जाओ, रुकिए, रोको, रोक दो, रोक दीजिए, इसे रोको, बंद करो, बंद कर दो, बंद कीजिए, रद्द करो,
            रद्द कर दो, रद्द कीजिए, कैंसल करो, कैंसिल करो, कैंसल कर दो, रहने दो, रहने दीजिए, छोड़ो, छोड़ दो, छोड़िए,
            जाने दो, जाने दीजिए, मत करो, मत करना, मत भेजो, मत भेजना, मत खरीदो, मत बुक करो, बस करो, बस हो गया,
            बस काफी है, काफी है, इतना काफी है, बस इतना, ज़रूरत नहीं, जरूरत नहीं, अब ज़रूरत नहीं, नहीं चाहिए अब,
            अब नहीं चाहिए, इरादा बदल, ruko mat karo, rok do, roko, rok do isko, isko roko, band karo, band kar do,
            band kardo, cancel karo, cancel kar do, cancel kardo, cancel krdo, rehne do, rehne de, rehne dijiye,
            rahne do, chhodo, chodo, chhod do, chod do, chhodiye, jaane do, jane do, mat karo, mat karna,
            mat kijiye, mat bhejo, mat bhejna, mat kharido, mat book karo, mat lagao, bas karo, bas kar,
            bas ho gaya, bas itna, itna kaafi hai, itna kafi hai, kaafi hai, kafi hai, zaroorat nahi, zarurat nahi,
            jarurat nahi, zarurat nahin, koi zaroorat nahi, ab nahi chahiye, nahi karna, nahi karna ab, mood nahi,
            irada badal, stop karo, stop kar do, mat kar, mat kro, ruk ja bhai mat, bas bas, bas yaar, ho gaya bas,
            itna bahut hai, bahut ho gaya
            """),
        (.hold, """
            रुको ज़रा, ज़रा रुको, एक मिनट, एक सेकंड, ठहरो, अभी नहीं, अभी मत, इंतज़ार, रुक, पहले, ruko, rukiye, ruk,
            ruk ja, ruk jao, ruko zara, zara ruko, ek minute, ek min, ek second, ek sec, thehro, abhi nahi,
            abhi mat, hold karo, wait karo
            """),
        (.moot, """
            मिल गया, मिल गई, हो गया, खुद कर लिया, मैंने कर लिया, पहले से है, ठीक हो गया, चल गया, ले लिया, खरीद लिया,
            बुक कर लिया, रद्द हो गया, नहीं जा रहे, घर पर ही, देर हो गई, mil gaya, mil gayi, khud kar liya,
            khud kar lunga, maine kar liya, humne kar liya, ho gaya solve, solve ho gaya, thik ho gaya,
            theek ho gaya, chal gaya, chalne laga, le liya, kharid liya, book kar liya, book kar li, cancel ho gaya,
            nahi ja rahe, ghar pe hi, der ho gayi, pehle se hai, already hai, chhod dega, drop kar dega,
            de raha hai apni, koi fayda nahi, kar diya, ho gaya kaam, ko mil gaya, ko mil gayi, wapas aa gaya net,
            sambhal lega, dekh lega, kar lega, manage ho gaya, manage kar liya, को मिल गया, को मिल गई, संभाल लेगा,
            कर दिया
            """),
        (.hazard, """
            सो गया, सो गई, सो रहा, नीचे है, फंस गया, बिल्ली, कुत्ता, बच्चा, so gaya, so gayi, so raha, so rahi,
            neeche hai, phas gaya, fas gaya, billi, kutta, baccha
            """),
        (.emergency, """
            सीने में दर्द, छाती में दर्द, सांस नहीं, बेहोश, खून बह, आग लग, आग लगी, धुआं, गैस की बदबू, गैस लीक,
            पानी भर, चोर, चोरी हो, एम्बुलेंस, इमरजेंसी, पुलिस आ, सब डाउन, seene mein dard, seene me dard,
            chest mein dard, chest me dard, saans nahi, sans nahi, behosh, khoon beh, khoon nikal, aag lag,
            aag lagi, dhuan, gas leak, gas ki smell, gas ki badbu, paani bhar, chor aa, chori ho, ambulance,
            emergency hai, police aa, sab down, site down, prod down, server down, heart attack
            """),
        (.notStop, """
            मत रोको, रोकना मत, बंद मत करो, रद्द मत करो, चलने दो, चालू रहने दो, जल्दी नहीं, mat roko, rokna mat,
            rokna nahi, band mat karo, band mat karna, cancel mat karo, cancel mat karna, cancel mat kro, chalne do,
            chalu rehne do, on rehne do, jaldi nahi, koi jaldi nahi, aaram se
            """),
        (.keepGoing, """
            जारी रखो, जारी रखें, जारी रखिए, चालू रखो, आगे बढ़ो, करते रहो, करते रहिए, फिर से शुरू, jaari rakho,
            jari rakho, continue karo, continue kar, chalu rakho, aage badho, aage badhiye, karte raho,
            dhundte raho, phir se shuru, fir se shuru, resume karo, pura karo, poora kar do, chalu kar do wapas
            """),
        (.backTo, """
            वापस, पर वापस, बाकी, बचा हुआ, जहां थे, wapas us, wapas usi, par wapas, pe wapas, baaki, baki wale,
            bacha hua, jahan the, jaha chhoda
            """),
        (.falseAlarm, """
            गलती से, गलत चैट, तुम्हारे लिए नहीं, वापस आ गया, कोई बात नहीं, सब ठीक, कुछ नहीं, galti se, galat chat,
            tumhare liye nahi, aapke liye nahi, wapas aa gaya, wapas aa gayi, aa gaya wapas, koi baat nahi,
            sab theek, sab thik, kuch nahi
            """),
        (.approval, """
            मंज़ूरी, मंजूरी मिल, हो चुका, चले गए, जाग गया, अब कर सकते, manzoori, approval mil, permission mil,
            chale gaye, jaag gaya, uth gaya, ab kar sakte, ab kar lo
            """),
        (.yes, """
            हां, हाँ, जी, जी हां, बिल्कुल, ज़रूर, haan, han, ji, ji haan, haanji, bilkul, zaroor, sahi hai, haan ji
            """),
        (.instead, """
            की जगह, के बजाय, बल्कि, दूसरा, कुछ और, बदल दो, बदलकर, बदलो, ki jagah, ke bajay, ke bajaye, balki,
            iske badle, uske badle, kuch aur, badal do, badalkar, badlo, uski jagah, iski jagah, change karke,
            change kar do, wale dikhao, wala dikhao, wali dikhao
            """),
        (.rethink, "सोचा तो, अब सोच, soch ke dekha, socha to, ab lagta hai, plan badal, plan change ho"),
        (.meant, """
            मतलब, मेरा मतलब, गलती हो गई, गलत लिख, मैंने कहा, matlab, mera matlab, galti ho gayi, galat likh,
            typo ho, maine kaha, maine bola, bola tha, kaha tha, sorry galat
            """),
        (.wrong, """
            गलत, गलत है, सही नहीं, पुराना पता, दो बार, galat, galat hai, galat wala, galat wali, sahi nahi,
            purana address, purana pata, do baar, sabko nahi
            """),
        (.misread, """
            गलत समझ, यह नहीं पूछा, मैं उसकी बात, galat samjhe, galat samajh, ye nahi pucha, yeh nahi poocha,
            ye nahi puchha, uski baat nahi, iski baat nahi
            """),
        (.negation, "नहीं, ना कि, nahi, nahin, na ki, nai"),
        (.dontWant, """
            नहीं चाहिए, नहीं चाहता, नहीं चाहती, nahi chahiye, nahin chahiye, nai chahiye, nahi chahta, nahi chahti,
            nahi chaiye, bahut mehnga, bahut mehenga
            """),
        (.tooLong, """
            बहुत लंबा, छोटा करो, छोटे में, संक्षेप में, एक लाइन में, सिर्फ जवाब, bahut lamba, chhota karo,
            chota karo, chhote mein, short mein, short me, short mein batao, ek line mein, ek line me, sirf jawab,
            sirf answer, sirf result, seedha batao
            """),
        (.form, """
            तालिका, टेबल में, सूची, लिस्ट में, हिंदी में, अंग्रेजी में, क्रम में, आसान भाषा, table mein, table me,
            list mein, list me, hindi mein, hindi me, english mein, english me, order mein, asaan bhasha,
            simple bhasha, simple language, pdf mein
            """),
        (.change, """
            जोड़ दो, जोड़ो, शामिल करो, छोड़कर, के बिना, सिर्फ, केवल, कम से कम, ज्यादा से ज्यादा, ध्यान रखो, jod do,
            jodo, add karo, add kar do, add kr do, include karo, include kar do, hata do, hatao, ke bina, bina,
            sirf, keval, kam se kam, zyada se zyada, dhyan rakho, dhyan rakhna, use karo, mat rakhna, rakhna,
            hona chahiye, se kam, ke andar, tak ka
            """),
        (.branch, "सिर्फ, वाला हिस्सा, sirf, wala part, wala hissa"),
        (.after, """
            उसके बाद, इसके बाद, बाद में, फिर, हो जाए तो, हो जाने के बाद, खत्म होने, जब हो जाए, uske baad, iske baad,
            baad mein, baad me, phir, ho jaaye to, ho jaye to, ho jaye toh, ho jaane ke baad, hone ke baad,
            khatam hone, khatam ho, jab ho jaye, jab time mile, free ho, agla kaam, jaldi nahi hai
            """),
        (.ifOutcome, "अगर पास, अगर सही, agar pass, agar sab sahi, agar ho jaye, agar chal jaye"),
        (.memo, """
            याद दिला, याद दिलाना, याद रखना, नोट कर, नोट करो, कैलेंडर में, yaad dila, yaad dilana, yaad dila dena,
            yaad rakhna, note kar, note karo, note kar lo, calendar mein, calendar me, list mein daal, list me daal,
            bhoolna mat, bhulna mat
            """),
        (.also, """
            और, साथ में, और हां, एक और, aur haan, aur ek, saath mein, saath me, ek aur, waise, iske alawa
            """),
        (.request, """
            भेज दो, भेजो, भेजिए, बुक करो, बुक कर दो, खरीदो, ऑर्डर करो, लिखो, लिख दो, बनाओ, बना दो, खोलो, फोन करो,
            प्रिंट, तैयार करो, चालू करो, जला दो, बुझा दो, bhej do, bhejo, bhej dena, bhejiye, mail kar do,
            mail karo, email karo, book karo, book kar do, book kardo, book kar dena, kharido, order karo,
            order kar do, likho, likh do, banao, bana do, bana dena, kholo, khol do, phone karo, call karo,
            call kar do, print karo, taiyar karo, chalu karo, on kar do, off kar do, jala do, bujha do,
            recharge kar do, recharge karo, pay kar do, update kar do, update karo, renew karo, laga do, daal do
            """),
        (.readRequest, """
            ढूंढो, खोजो, दिखाओ, बताओ, बता दो, देखो, जांचो, समझाओ, dhundo, dhoondo, khojo, dikhao, dikha do, batao,
            bata do, bataiye, dekho, dekh lo, check karo, check kar lo, compare karo, samjhao
            """),
        (.want, """
            चाहिए, मुझे चाहिए, चाहता हूं, चाहती हूं, chahiye, mujhe chahiye, chahta hun, chahti hun, hume chahiye
            """),
        (.asksAnywhere, """
            क्या, क्यों, कैसे, कहां, कहाँ, कब, कौन, कितना, कितने, कितनी, कौन सा, किस, या, kya, kyu, kyun, kyon,
            kaise, kahan, kaha, kab, kaun, kitna, kitne, kitni, kaunsa, konsa, kis, kab tak, kitna time, kitni der,
            ho gaya kya, mila kya, kuch mila, hai na, hoga kya, sakte hain kya, sakta hai kya
            """),
        (.doubt, "पक्का, सच में, सही है ना, pakka, sach mein, sahi hai na, sure ho, confirm hai"),
        (.suggestion, "कैसा रहेगा, kaisa rahega, kya khayal"),
        (.thanks, """
            धन्यवाद, शुक्रिया, थैंक्स, dhanyavaad, dhanyawad, shukriya, thanku, thnks, meherbani, thanks yaar,
            thanks bhai
            """),
        (.acknowledgement, """
            ठीक है, अच्छा, अच्छा है, बढ़िया, बहुत बढ़िया, वाह, समझ गया, समझ गई, सही, मस्त, theek hai, thik hai,
            thik h, theek h, accha, acha, achha, badhiya, bahut badhiya, wah, waah, samajh gaya, samajh gayi, sahi,
            mast, chalo, chalega, haan theek, shabash, kya baat hai, ok ji, hmm
            """),
        (.feeling, """
            डर लग, डर, घबरा, चिंता, थक गया, थक गई, गुस्सा, हद है, बकवास, बेकार, दुखी, हे भगवान, dar lag, darr,
            ghabra, chinta, tension, thak gaya, thak gayi, gussa, had hai, hadd hai, bakwas, bekar, bekaar, dukhi,
            he bhagwan, hey bhagwan, arre yaar, pagal, dimag kharab, pareshan, kya musibat, afsos, kash, umeed
            """),
        (.leaving, """
            जाना है, जा रहा, निकलना है, बाद में देख, शुभ रात्रि, अलविदा, jaana hai, jana hai, ja raha hu,
            ja rahi hu, nikalna hai, nikal raha, baad mein dekhta, baad me dekhta, baad mein dekhunga, kal milte,
            milte hain, train pakadni, train hai meri, battery khatam, thodi der mein aata, good night ji
            """),
        (.greeting, "नमस्ते, नमस्कार, namaste, namaskar"),
        (.thought, "हम्म, अरे, उम्म, hmm, arre, umm, acha suno, suno"),
        (.leadIn, """
            कृपया, प्लीज, नहीं, अरे, अच्छा, और, लेकिन, मगर, तो, बस, भाई, यार, सुनो, माफ, अभी, जल्दी, kripya, nahi,
            na, arre, arey, accha, aur, lekin, magar, toh, bas, bhai, bhaiya, yaar, suno, maaf, abhi, jaldi, mat,
            pls, ji, woh, didi, boss
            """),
        (.pronoun, """
            इसे, उसे, यह, वह, सब, ये, अभी, इसको, उसको, ise, use, yeh, ye, woh, sab, isko, usko, abhi, search, kaam,
            bhai, yaar, please, hai, hain, ab, ko
            """),
        (.other, "दूसरा, दूसरी, मेरा, dusra, dusri, doosra, mera dusra, meri dusri"),
        (.joint, "और, लेकिन, या, फिर, aur, lekin, magar, ya, phir"),
        (.opener, """
            को, का, की, के, में, से, पर, के लिए, और, या, लेकिन, मुझे, मेरा, मेरी, ki, ko, ka, ke, mein, me, se, par,
            pe, ke liye, aur, ya, lekin, mujhe, mera, meri, ek, kya, agar
            """),
        (.plain, """
            बस स्टॉप, रुकता है, बंद हो, bus stop, rukta hai, rukti hai, ruk gaya, ruk gayi, band ho gaya,
            band ho gayi, cancel ho sakta, cancel kar sakte, cancel kar sakta, pata nahi, samajh nahi,
            koi problem nahi, bas itna batao, bas ye batao, bas yeh batao, na jane, theek hai na
            """),
    ]
}
