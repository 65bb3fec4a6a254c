/// Every bound that the server keeps towards its clients, with its unit and its reason.
package struct ServerLimits: Equatable, Sendable {
    /// Sessions that one principal may create, a second: far beyond what people do, below what would hurt others.
    package var sessionsPerSecond = 2000.0

    /// Sessions that one principal may create at once after a pause.
    package var sessionBurst = 10_000.0

    /// Messages and custom events of one principal, a second.
    package var messagesPerSecond = 5000.0

    /// Messages that one principal may send at once after a pause.
    package var messageBurst = 20_000.0

    /// Commands on one socket, a second; a person types one.
    package var commandsPerSecond = 100.0

    /// Commands on one socket at once.
    package var commandBurst = 500.0

    /// Commands that are refused in a row before their socket is closed with 4429.
    package var refusedCommandCountMax = 100

    /// The longest wait of a poll, in seconds: below the idle time-outs of most proxies.
    package static let waitSecondsMax = 60

    /// How long a stop may take to settle before it is answered as under way: the ladder's length and a bit.
    static let settlePatience = Duration.seconds(3)

    /// Events or sessions of one page.
    package static let pageEventCountMax = 1000

    /// Bytes of messages that an answer with a whole turn may have; a longer turn is answered with 202.
    package var turnByteCountMax = 4 * 1024 * 1024

    /// Silence on an event stream after which a keep-alive is sent: below the 30 s of the most impatient proxies.
    package var keepAlive = Duration.seconds(15)

    /// Silence of a turn after which the chat routes stop it as timed out: their original's limit.
    package var chatSilence = Duration.seconds(30)

    /// How long a conversation of the chat routes is kept in all, and after its last message: the original's times.
    package var chatTotal = Duration.seconds(1800)
    package var chatIdle = Duration.seconds(600)

    /// How long the name of a conversation that was erased is answered as expired, once; then it is as new.
    package var chatNameMemory = Duration.seconds(24 * 3600)

    package init() {}
}
