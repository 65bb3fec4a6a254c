public import DuplexAgents
import DuplexCore

/// A phone company's assistant: the demo of long work that people talk through.
///
/// A message that arrives while it works does what the arbiter makes of it. Its thirteen tools act on made-up data in
/// an SQLite database, in which each session has contracts of its own. Without a model of its own it follows a script,
/// and says so.
///
/// Two customers can log in; the codes stand in the place of text messages:
///
/// | number | contract |
/// |---|---|
/// | +1 202 555 0101 | C-1042 |
/// | +1 202 555 0142 | C-2077 |
public enum TelcoAgent {
    /// The one-time code of each customer's number, which the demo's surroundings may show to who tries it.
    ///
    /// The agent itself, its tools and its model never say one.
    public static var codes: [String: String] { TelcoData.codes }

    /// Creates the agent with a language model; its data is in memory, and `clock` tells how old one-time codes are.
    public static func make(model: any Model, clock: any Clock<Duration>) -> ToolLoop {
        let age = stopwatch(clock)
        let store = TelcoStore { Timestamp(microseconds: Int64(age() / .microseconds(1))) }
        return make(model: model, store: store)
    }

    /// Creates the agent with the script, which measures time with `clock` and waits for `pace` before each word; its
    /// data is in memory.
    public static func make(clock: any Clock<Duration>, pace: Duration = .milliseconds(40)) -> ToolLoop {
        make(model: script(clock: clock, pace: pace), clock: clock)
    }

    /// The model that follows the script.
    package static func script(clock: any Clock<Duration>, pace: Duration = .milliseconds(40)) -> ScriptedModel {
        ScriptedModel(clock: clock, pace: pace, rules: TelcoScript.rules)
    }

    package static func make(model: any Model, store: TelcoStore) -> ToolLoop {
        let access = TelcoAccess(store: store)
        return ToolLoop(
            name: "telco", about: "Helps the customers of a made-up phone company.", model: model,
            instructions: instructions,
            tools: [
                SendOTP(store: store), VerifyOTP(store: store), GetPackage(access: access), GetBalance(access: access),
                ListPackages(store: store), RecommendPackage(access: access), RoamingInfo(), ListAddons(access: access),
                SetDataAlert(access: access), BuyRoamingPass(access: access), ChangePackage(access: access),
                CloseContract(access: access), BillingReport(access: access),
            ],
            whenBusy: .auto)
    }

    private static let instructions = """
        You help the customers of a phone company. Be brief and friendly.

        Whoever asks about their own contract must log in first: ask for the phone number, send a one-time code with \
        send_otp, ask for the code and check it with verify_otp. Never say a code yourself.

        Before anything that costs money or ends something, call the tool with confirm=false, say what would happen \
        and what it costs, and ask. Only after the customer has agreed call it with confirm=true; say first that it \
        takes some seconds.

        When a tool fails, say why in your own words.
        """
}
