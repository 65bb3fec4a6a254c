/// The parts of the result, in the order in which they are measured.
enum Section: String, CaseIterable {
    case delivery, idle, appends, turns, streaming, growth, stopping, lanes, feeds

    var title: String {
        switch self {
        case .delivery: "From an append to a waiting reader"
        case .idle: "Idle readers"
        case .appends: "Durable appends"
        case .turns: "Turns that do nothing"
        case .streaming: "Streamed events"
        case .growth: "As a session grows"
        case .stopping: "Stopping and interrupting"
        case .lanes: "Talk beside long work"
        case .feeds: "Agents on other servers"
        }
    }

    /// How it is measured.
    var about: String {
        switch self {
        case .delivery:
            """
            One client publishes over a connection that it keeps, another one waits; the time runs from before the \
            request is sent until the event has been read. Every event is checked to be the one that was sent. 1 ms \
            of rest before each publish; all lines and floors take turns at every publish, and the median over several \
            rounds counts. The \
            peers carry payloads as long as our whole events. *GET* is nginx's answer of 40 bytes over a kept \
            connection, *commit* one append and `fdatasync` of 400 bytes in the store's directory. With 1,000 readers, \
            the others wait on sessions (channels) of their own.
            """
        case .idle:
            """
            Every reader waits on a session of its own, from addresses of 127.0.0.0/8. Memory is the growth of the \
            server's resident set (for nchan: its worker's), without the kernel's socket buffers.
            """
        case .appends:
            """
            Each writer appends one event to a session of its own as soon as its last one is durable. *Raw* is the \
            same harness on a log file: one write and `fdatasync` for all who wait, and no database.
            """
        case .turns:
            """
            A client creates a session, sends a message with `Prefer: wait`, and has the whole turn in the answer; \
            durable. CPU is the server's.
            """
        case .streaming:
            """
            Sessions stream messages side by side, in pieces 42 ms apart. The server's CPU, model and store included, \
            divided by the events that reached readers; each reader's events are counted and must be dense.
            """
        case .growth:
            """
            One session of a durable server, whose log is filled with turns of 100 events. Appends are custom events \
            over HTTP; an activation loads a session that is not in memory.
            """
        case .stopping:
            """
            A turn waits in a tool that cooperates. From before the request is sent until the tool's own code runs \
            again; and until a WebSocket's reader has the new turn's `turn.started`.
            """
        case .lanes:
            """
            Durable. The agents are tool loops with a scripted model. Without long work: the whole turn, CPU of a \
            server whose sessions have a side lane to that of one whose sessions have none, in turn. One answer: from \
            before the question is sent until a WebSocket's reader has its first words, in a session whose main lane \
            works and in one that is idle, in turn. Many: each session's main lane waits in a tool; all are asked at \
            once with `Prefer: wait`, and the time runs until the whole side turn has been read. Memory is the growth \
            of the resident set for each session with its work and its talk.
            """
        case .feeds:
            """
            One server follows sessions on another one (ours, by its Parlant routes), each over one feed of long polls. \
            Memory is what a session with a turn and a feed needs beyond one with a turn of its own agent. The polls \
            here last 10 s instead of 60, so that one period of all of them can be measured; its CPU is spread over 60 s. \
            For latency an event is published upstream, and the time runs until a direct long poll there has it, and \
            until a long poll here has it out of the bridge's log.
            """
        }
    }
}
