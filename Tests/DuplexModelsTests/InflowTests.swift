import StubServer
import Testing

@testable import DuplexCurl

@Suite struct InflowTests {
    private func receive(_ inflow: inout Inflow, _ count: Int) -> Inflow.Verdict {
        [UInt8](repeating: 1, count: count).withUnsafeBytes { inflow.receive($0) }
    }

    @Test func `what does not fit waits with the server until the reader has read`() throws {
        var inflow = Inflow()
        for _ in 1...4 { #expect(receive(&inflow, 16 << 10) == .taken) }
        #expect(receive(&inflow, 1) == .pause)
        guard case .bytes(let bytes, wasPaused: true) = try inflow.takeBytes() else {
            Issue.record("the reader does not learn of the pause")
            return
        }
        #expect(bytes.count == 64 << 10)
        #expect(receive(&inflow, 1) == .taken)
        guard case .bytes(_, wasPaused: false) = try inflow.takeBytes() else {
            Issue.record("a pause is told twice")
            return
        }
    }

    @Test func `a failure comes after the bytes before it, and again at each try`() throws {
        var inflow = Inflow()
        #expect(receive(&inflow, 3) == .taken)
        inflow.end(.failed(.timedOut(.gap)))
        inflow.end(.whole)
        guard case .bytes = try inflow.takeBytes() else {
            Issue.record("the bytes are lost")
            return
        }
        for _ in 1...2 { #expect(throws: CurlError.timedOut(.gap)) { _ = try inflow.takeBytes() } }
    }

    @Test func `a cancelled reply drops what waits and refuses more`() {
        var inflow = Inflow()
        #expect(receive(&inflow, 3) == .taken)
        inflow.end(.cancelled)
        #expect(throws: CancellationError.self) { try inflow.takeBytes() }
        #expect(throws: CancellationError.self) { try inflow.takeHead() }
        #expect(receive(&inflow, 3) == .refused)
    }

    @Test func `a reply that ends without a head is broken`() {
        var inflow = Inflow()
        inflow.end(.whole)
        #expect(throws: CurlError.broken("the reply has no head")) { try inflow.takeHead() }
    }

    @Test func `what follows after the reader has let go is bounded`() {
        var inflow = Inflow()
        #expect(receive(&inflow, 3) == .taken)
        let hadToGoOn = inflow.letGo()
        #expect(hadToGoOn)
        for _ in 1...4 { #expect(receive(&inflow, 16 << 10) == .taken) }
        #expect(receive(&inflow, 1) == .refused)
        inflow.end(.whole)
        let hasToGoOn = inflow.letGo()
        #expect(!hasToGoOn)
    }
}

@Suite struct CallTimerTests {
    private func timer(
        firstByte: Duration? = .seconds(10),
        gap: Duration? = .seconds(5),
        overall: Duration? = nil
    ) -> CallTimer {
        CallTimer(CallLimits(firstByte: firstByte, gap: gap, overall: overall), startedAt: .seconds(100))
    }

    private func expect(
        _ timer: CallTimer,
        _ time: Duration?,
        _ phase: CurlError.Phase?,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(timer.deadline?.time == time, sourceLocation: sourceLocation)
        #expect(timer.deadline?.phase == phase, sourceLocation: sourceLocation)
    }

    @Test func `the first byte ends one wait and begins the other`() {
        var timer = timer()
        expect(timer, .seconds(110), .firstByte)
        timer.byteArrived(at: .seconds(109))
        expect(timer, .seconds(114), .gap)
    }

    @Test func `a byte never makes the next check too late`() {
        var timer = timer(firstByte: .seconds(120), gap: .seconds(5))
        let check = timer.nextCheck(at: .seconds(101))
        timer.byteArrived(at: .seconds(101))
        #expect(check == timer.deadline?.time)
    }

    @Test func `while the reader is behind only the overall limit counts`() {
        var timer = timer(overall: .seconds(60))
        timer.byteArrived(at: .seconds(101))
        timer.pause()
        expect(timer, .seconds(160), .overall)
        timer.resume(at: .seconds(120))
        expect(timer, .seconds(125), .gap)
    }

    @Test func `the earlier limit is the deadline`() {
        expect(timer(overall: .seconds(3)), .seconds(103), .overall)
        expect(timer(firstByte: nil, overall: .seconds(3)), .seconds(103), .overall)
        expect(timer(firstByte: nil), nil, nil)
    }

    @Test func `who has let go waits a second for the rest`() {
        var timer = timer(gap: nil)
        timer.byteArrived(at: .seconds(101))
        expect(timer, nil, nil)
        timer.letGo(at: .seconds(102))
        expect(timer, .seconds(103), .overall)
    }
}

@Suite struct TargetAddressTests {
    @Test(arguments: [
        "http://127.0.0.1/", "http://127.9.9.9:80", "https://localhost:1/x", "http://LOCALHOST/", "http://[::1]:8080/",
        "http://api.localhost/", "http://127.1/", "http://0x7f000001/",
    ])
    func `this machine is reached without a proxy`(url: String) throws {
        #expect(try TargetAddress(parsing: url).isLoopback)
    }

    @Test(arguments: [
        "http://api.openai.com/v1", "http://127.0.0.1.example.com/", "http://localhost.example.com/",
        "http://128.0.0.1/",
        "http://[2001:db8::1]/", "http://notlocalhost/", "http://127.0.0.1@example.com:80/".replacing("@", with: "."),
    ])
    func `other machines are not this one`(url: String) throws {
        #expect(try !TargetAddress(parsing: url).isLoopback)
    }
}
