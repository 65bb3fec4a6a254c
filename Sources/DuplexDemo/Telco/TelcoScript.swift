import DuplexAgents
import DuplexCore

/// What the telco demo's scripted model goes by.
enum TelcoScript {
    /// All rules; the first that fits counts.
    static let rules = joining + login + agreements + stopping + operations + lookups + talk

    private static let whoAreYou = "First I need to know that it is you. What is your phone number?"
    private static let problems = ["not_verified": whoAreYou]

    /// The answer to a long operation, joined with what was said while it ran.
    private static let joining: [ScriptedRule] = [
        .when(
            "synthesis request * answer * meanwhile",
            then: .say(
                "{synthesis.answer} While that was running you asked: "
                    + "{each synthesis.meanwhile|\u{201C}{asked}\u{201D} {answered} }That is all."))
    ]

    private static let login: [ScriptedRule] = [
        .when(
            "number is? {number#}", "i am {number#}", "log|sign me? in * {number#}", "login * {number#}",
            then: .call("send_otp", ["number": "{number}"]), .say(codeSent, onError: numberProblems)),
        .when(
            "{code#}", after: "code",
            then: .call("verify_otp", ["code": "{code}"]),
            .say(
                "Thank you, {verify_otp.name}, you are logged in. What can I do for you?",
                onError: [
                    "wrong_code": "That is not the code that I sent. Please try again.",
                    "code_expired": "That code is no longer good. Say your phone number again for a new one.",
                    "too_many_attempts": "That was wrong too often. Say your phone number again for a new one.",
                    "no_code": "I have not sent you anything yet. What is your phone number?",
                ])),
        .when(
            "{number#}", after: "phone number",
            then: .call("send_otp", ["number": "{number}"]), .say(codeSent, onError: numberProblems)),
        .when("log|sign me? in", "login", then: .say("Gladly. What is your phone number?")),
    ]

    private static let codeSent = "I have sent a code to {send_otp.number}. What is the code?"
    private static let numberProblems = [
        "not_found": "I know no customer with this number. What is your phone number?",
        "invalid_msisdn": "That is no phone number with its country code. What is your phone number?",
    ]

    /// The answers to the questions that the previews of operations end with.
    private static let agreements: [ScriptedRule] = [
        .when("no|nope|never|don't", after: "shall i", then: .say("All right, I leave everything as it is.")),
        .when(
            yes, after: "shall i close contract {contract}", offered: ["close_contract"],
            then: .call(
                "close_contract", ["contract": "{contract}", "confirm": true],
                saying: "I close contract {contract} now; that takes about ten seconds."),
            .say("Contract {close_contract.subject} is closed. It cost {close_contract.cost}.", onError: problems)),
        .when(
            yes, after: "shall i change to package {package}", offered: ["change_package"],
            then: .call(
                "change_package", ["package": "{package}", "confirm": true],
                saying: "I change your package to {package} now; that takes about ten seconds."),
            .say(
                "Your package is now {change_package.subject}, for {change_package.cost} a month.", onError: problems)),
        .when(
            yes, after: "shall i buy the pass {pass}", offered: ["buy_roaming_pass"],
            then: .call(
                "buy_roaming_pass", ["pass": "{pass}", "confirm": true],
                saying: "I buy the pass {pass} now; that takes about eight seconds."),
            .say(
                "Your pass {buy_roaming_pass.subject} is active. It cost {buy_roaming_pass.cost}.", onError: problems)),
        .when(yes, after: "shall i", then: busy),
    ]

    private static let busy = ScriptedReply.say(
        "Something that takes longer is still running. I can do that when it is finished.")
    private static let yes = "yes|yeah|yep|ok|okay|sure|please|do|go"

    /// Hurries or stops a running operation; only who talks beside one is offered that.
    private static let stopping: [ScriptedRule] = [
        .when(
            "hurry", "what you have", "faster|quicker", offered: ["hurry_operation"],
            then: .call("hurry_operation"),
            .say("I have told it to give what it has.", onError: ["nothing_runs": "There is nothing to hurry."])),
        .when(
            "don't|not|never stop|abort|halt|cancel", offered: ["cancel_operation"],
            then: .say("All right, it goes on.")),
        .when(
            "stop|abort|halt", "call it|that off", "cancel * closing|changing|buying|operation|it",
            offered: ["cancel_operation"],
            then: .call("cancel_operation"),
            .say(
                "I have stopped it.",
                onError: [
                    "committed": "It is past its point of no return, so I cannot stop it any more.",
                    "nothing_runs": "There is nothing left to stop.",
                ])),
    ]

    /// Operations that take long.
    ///
    /// Each begins with a preview; where they are not offered, they have to wait.
    private static let operations: [ScriptedRule] = [
        .when(
            "close|end|terminate|cancel * contract * {contract=c-*}", "close|end|terminate|cancel * contract",
            offered: ["close_contract"],
            then: .call("close_contract", ["contract": "{contract}"]),
            .say(
                "Closing your contract before its end costs {close_contract.cost}. "
                    + "Shall I close contract {close_contract.subject}?",
                onError: problems)),
        .when(
            "buy|book|get|purchase|want * {pass=jp-*|ca-*|ma-*}", "buy|book|purchase * pass {pass}",
            offered: ["buy_roaming_pass"],
            then: .call("buy_roaming_pass", ["pass": "{pass}"]),
            .say(
                "That pass costs {buy_roaming_pass.cost}. Shall I buy the pass {buy_roaming_pass.subject}?",
                onError: problems)),
        .when(
            "change|switch|move|upgrade|downgrade * to package|plan? {package}",
            offered: ["change_package"],
            then: .call("change_package", ["package": "{package}"]),
            .say(
                "That package costs {change_package.cost} a month. "
                    + "Shall I change to package {change_package.subject}?",
                onError: problems)),
        .when(
            "bill*|invoice*", offered: ["billing_report"],
            then: .call("billing_report", saying: "I put your bills together; that takes about six seconds."),
            .say(
                "You paid {billing_report.total} in {billing_report.period}: "
                    + "{each billing_report.months|{month} {paid}; }the next bill comes on day "
                    + "{billing_report.billingDay} of the month.",
                onError: problems)),
        .when(
            "close|end|terminate|cancel * contract", "buy|book|purchase * pass", "change|switch * to", "bill*|invoice*",
            then: busy),
    ]

    private static let lookups: [ScriptedRule] = [
        .when(
            "how far|long", "status|progress", offered: ["check_status"],
            then: .call("check_status"), .say("It is {check_status.status}, at {check_status.progress} %.")),
        .when(
            "balance|left|used|usage|remaining",
            then: .call("get_balance"),
            .say(
                "This month you used {get_balance.used.gigabytes} GB. You have left: {get_balance.gigabytes} GB of "
                    + "data, {get_balance.minutes} minutes and {get_balance.texts} texts.",
                onError: problems)),
        .when(
            "recommend*|suggest*|cheaper|best|better",
            then: .call("recommend_package", ["needs5G": false]),
            .say(
                "What would have suited your last three months: "
                    + "{each recommend_package.recommendations|{package} (about {monthly} a month); }say which one.",
                onError: problems)),
        .when(
            "packages|plans|offers",
            then: .call("list_packages"),
            .say("We have: {each list_packages.packages|{id} for {fee}; }shall I recommend one?")),
        .when(
            "package|plan|contract|tariff",
            then: .call("get_package"),
            .say(
                "You have the package {get_package.package.id} for {get_package.package.fee} a month; contract "
                    + "{get_package.contract} is {get_package.status} and runs until {get_package.ends}.",
                onError: problems)),
        .when(
            "roam* * in|to|for {country}", "roam* {country=japan|canada|morocco}", "{country=japan|canada|morocco}",
            then: .call("roaming_info", ["country": "{country}"]),
            .say(
                "In {roaming_info.country} a megabyte costs {roaming_info.megabyte} and a minute "
                    + "{roaming_info.minute}. Passes: {each roaming_info.passes|{id}, {gigabytes} GB for {days} days, "
                    + "{price}; }say which one to buy.")),
        .when("roam*|abroad", then: .say("Where to? I know Japan, Canada and Morocco.")),
        .when(
            "addons|add-ons|addon|add-on|extras|passes",
            then: .call("list_addons"),
            .say("You have: {each list_addons.addons|{it}; }and that is all.", onError: problems)),
        .when(
            "alert|warn|warning * {percent#}",
            then: .call("set_data_alert", ["threshold": "{#percent}"]),
            .say("I will warn you when {set_data_alert.threshold} % of your data is used.", onError: problems)),
    ]

    private static let talk: [ScriptedRule] = [
        .when(
            "joke", "funny",
            then: .say("Why did the phone wear glasses? It had lost its contacts.")),
        .when("how are you", then: .say("All lines are free, thank you. How can I help?")),
        .when(
            "who|what are you", "robot|human|real",
            then: .say("I am a scripted demo of a phone company's assistant.")),
        .when("thank|thanks|great|cool", then: .say("You are welcome.")),
        .when("hello|hi|hey|morning|evening", then: .say("Hello! How can I help you?")),
        .when("bye|goodbye", then: .say("Goodbye!")),
        .otherwise(
            .say(
                "I am a scripted demo, so I know only a few things. Ask me for your balance, your package, your bills, "
                    + "our packages, a recommendation, roaming in Japan, add-ons or a joke; or ask me to change your "
                    + "package, to buy a roaming pass or to close your contract.")),
    ]
}
