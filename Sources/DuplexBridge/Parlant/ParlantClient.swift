import DuplexCore
package import DuplexCurl

/// Speaks Parlant's routes over HTTP.
package struct ParlantClient: ParlantPort {
    /// How long a call may take beyond what the server was asked to wait: its own timer is a race otherwise.
    private let readMargin: Duration

    /// A message is stored in milliseconds, behind a reply that is being emitted in seconds; below the turn's 30 s.
    private static let postTime = Duration.seconds(20)

    /// Between two changes of a message that is being written.
    private static let followGap = Duration.seconds(30)

    /// Characters of a customer's name that Parlant accepts.
    private static let customerNameLengthMax = 100

    /// The bytes of one answer.
    private static let bodyByteCountMax = 4 << 20

    private let base: String
    private let agent: String
    private let client: CurlClient

    package init(url: String, agent: String, client: CurlClient, readMargin: Duration = .seconds(15)) {
        self.readMargin = readMargin
        var base = url[...]
        while base.hasSuffix("/") { base.removeLast() }
        self.base = String(base)
        self.agent = agent
        self.client = client
    }

    package func createSession(of customer: SessionCustomer) async -> CreateAnswer {
        var body: JSONObject = ["agent_id": .string(agent)]
        switch customer {
        case .guest: break
        case .known(let id):
            let unknown = UpstreamFailure(
                "upstream.customer_unknown",
                "The agent's server has no customer of the configured id."
            )
            if let problem = await findCustomer(id, else: { .refused(unknown) }) { return problem }
            body["customer_id"] = .string(id)
        case .own(let name):
            let id = Self.customerID(of: name)
            if let problem = await findCustomer(id, else: { await makeCustomer(id, name) }) { return problem }
            body["customer_id"] = .string(id)
        }
        switch await send("POST", "/sessions", .object(body), time: Self.postTime) {
        case .failure(let problem): return .failed(problem.failure)
        case .success(let answer):
            if let id = answer.json?["id"]?.string, answer.status == 201 || answer.status == 200 {
                return .created(id)
            }
            // Whatever stands in front of the server has pages of its own; only the server's own words are a refusal.
            guard answer.json?["detail"] != nil, (400..<500).contains(answer.status), answer.status != 429 else {
                return .failed(answer.failure)
            }
            return .refused(
                UpstreamFailure(
                    answer.status == 404 ? "upstream.agent_unknown" : "upstream.refused",
                    answer.status == 404
                        ? "The agent's server has no agent of the configured id."
                        : "The agent's server refused to open a session."
                )
            )
        }
    }

    /// What stands in the way of a session with a customer; nil when it is there.
    ///
    /// Parlant accepts a session of a customer that it does not have, and never answers in it.
    private func findCustomer(_ id: String, else missing: () async -> CreateAnswer?) async -> CreateAnswer? {
        switch await send("GET", "/customers/\(escaped(id))", nil, time: Self.postTime) {
        case .failure(let problem): return .failed(problem.failure)
        case .success(let answer) where answer.status == 200 && answer.json?["id"]?.string == id: return nil
        case .success(let answer) where answer.status == 404 && answer.json?["detail"] != nil: return await missing()
        case .success(let answer): return .failed(answer.failure)
        }
    }

    private func makeCustomer(_ id: String, _ name: String) async -> CreateAnswer? {
        let body: JSON = ["id": .string(id), "name": .string(String(name.prefix(Self.customerNameLengthMax)))]
        switch await send("POST", "/customers", body, time: Self.postTime) {
        case .failure(let problem): return .failed(problem.failure)
        // Another session may have made it meanwhile, which is refused with 500: the next attempt finds it.
        case .success(let answer): return answer.status == 201 || answer.status == 200 ? nil : .failed(.failing)
        }
    }

    /// A person's id upstream: the name itself where it is a plain word, and never the same for two names.
    private static func customerID(of name: String) -> String {
        name.utf8.map { byte in
            isPlain(byte) ? String(UnicodeScalar(byte)) : "~" + hexadecimal(byte)
        }.joined()
    }

    package func post(_ text: String?, to session: String) async -> PostAnswer {
        let body: JSON =
            if let text {
                ["kind": "message", "source": "customer", "message": .string(text)]
            } else {
                ["kind": "message", "source": "ai_agent"]
            }
        switch await send("POST", "/sessions/\(escaped(session))/events", body, time: Self.postTime) {
        case .failure(let problem):
            return problem.isCertain ? .notSent(problem.failure) : .unsure(problem.failure)
        case .success(let answer):
            if answer.status == 201 || answer.status == 200, let event = answer.json.flatMap(UpstreamEvent.init) {
                return .accepted(offset: event.offset, trace: event.trace)
            }
            guard answer.json?["detail"] != nil else { return .unsure(answer.failure) }
            if answer.status == 404 { return .unknownSession }
            guard (400..<500).contains(answer.status), answer.status != 429 else { return .unsure(answer.failure) }
            return .refused(UpstreamFailure("upstream.refused", "The agent's server refused the message."))
        }
    }

    package func events(
        of session: String,
        from offset: Int,
        wait seconds: Int,
        onlyCustomers: Bool
    ) async -> PollAnswer {
        let source = onlyCustomers ? "&source=customer" : ""
        let path = "/sessions/\(escaped(session))/events?min_offset=\(offset)&wait_for_data=\(seconds)\(source)"
        switch await send("GET", path, nil, time: .seconds(seconds) + readMargin) {
        case .failure(let problem): return .failed(problem.failure)
        case .success(let answer):
            switch answer.status {
            case 200:
                guard let list = answer.json?.array else { return .failed(.unreadable) }
                let events = list.compactMap(UpstreamEvent.init)
                guard events.count == list.count else { return .failed(.unreadable) }
                return events.isEmpty ? .nothing : .events(events)
            // A gateway's own page says the same number and means that the server is away.
            case 504 where answer.json?["detail"] != nil: return .nothing
            case 404 where answer.json?["detail"] != nil: return .unknownSession
            default: return .failed(answer.failure)
            }
        }
    }

    package func follow(
        _ event: String,
        of session: String,
        onChange: @escaping @Sendable (UpstreamEvent) async -> Void
    ) async {
        let path = "/sessions/\(escaped(session))/events/\(escaped(event))?sse=true&wait_for_data=60"
        let limits = CallLimits(firstByte: Self.followGap, gap: Self.followGap)
        let call = HTTPCall("GET", base + path, headers: ["Accept": "text/event-stream"], limits: limits)
        // However it ends, the feed looks at what has come and decides.
        guard let reply = try? await client.stream(call), reply.status == 200 else { return }
        var parser = SSEParser(byteCountMax: Self.bodyByteCountMax)
        let body = reply.body.makeAsyncIterator()
        while let bytes = try? await body.next() {
            var events: [SSEParser.Event] = []
            let isReadable: Void? = try? parser.feed(bytes, into: &events)
            for event in events {
                guard let json = try? JSON(parsing: Array(event.data.utf8)), let change = UpstreamEvent(json) else {
                    return
                }
                await onChange(change)
            }
            if isReadable == nil { return }
        }
    }

    // MARK: One call

    private struct Answer {
        var status: Int
        var json: JSON?

        var failure: UpstreamFailure { status >= 500 || status == 429 ? .failing : .unreadable }
    }

    private struct Problem: Error {
        var failure: UpstreamFailure

        /// Whether the server has certainly not seen the call.
        var isCertain: Bool
    }

    private func send(
        _ method: String,
        _ path: String,
        _ body: JSON?,
        time: Duration
    ) async -> Result<Answer, Problem> {
        var call = HTTPCall(method, base + path, headers: ["Accept": "application/json"], body: body?.bytes)
        if body != nil { call.headers.append("Content-Type", "application/json") }
        call.limits = CallLimits(firstByte: time, gap: time, overall: time)
        do {
            let answer = try await client.send(call, bodyByteCountMax: Self.bodyByteCountMax)
            // What is not JSON is no answer of a Parlant server's.
            return .success(Answer(status: answer.status, json: try? JSON(parsing: answer.body)))
        } catch let error as CurlError {
            return .failure(Self.problem(error))
        } catch {
            return .failure(Problem(failure: .broken, isCertain: false))
        }
    }

    private static func problem(_ error: CurlError) -> Problem {
        switch error {
        case .unreachable, .timedOut(.connect), .invalidCall: Problem(failure: .unreachable, isCertain: true)
        case .timedOut: Problem(failure: .slow, isCertain: false)
        case .tooLarge: Problem(failure: .unreadable, isCertain: false)
        case .broken, .closed: Problem(failure: .broken, isCertain: false)
        }
    }

    /// A name as it may stand in a path.
    private func escaped(_ name: String) -> String {
        name.utf8.map { byte in
            Self.isPlain(byte) || byte == UInt8(ascii: "~") ? String(UnicodeScalar(byte)) : "%" + Self.hexadecimal(byte)
        }.joined()
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}
