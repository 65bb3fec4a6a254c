import DuplexCore
import DuplexStoreSQLite
import Foundation
import Synchronization
import Testing

/// The stores that keep one contract.
enum StoreKind: CaseIterable, CustomTestStringConvertible {
    case memory, sqlite

    var testDescription: String { "\(self)" }

    /// Runs `body` with a new store, which is closed afterwards.
    func withStore(_ body: (AsyncStore) async throws -> Void) async throws {
        switch self {
        case .memory:
            try await body(AsyncStore(MemoryStore(history: "of-memory")))
        case .sqlite:
            try await withDirectory { directory in
                let store = AsyncStore(try SQLiteStore(directory))
                try await body(store)
                await store.close()
            }
        }
    }
}

/// Runs `body` with the path of a new directory, which is removed afterwards.
func withDirectory(_ body: (String) async throws -> Void) async throws {
    let directory = NSTemporaryDirectory() + "duplex-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }  // A leftover in /tmp fails no test.
    try await body(directory)
}

extension SQLiteStore {
    convenience init(
        _ directory: String, limits: StoreLimits = StoreLimits(), faults: StoreFaults = StoreFaults()
    ) throws(OpenError) {
        try self.init(directory: directory, limits: limits, faults: faults, newHistory: { UUID().uuidString })
    }
}

func record(
    _ id: SessionID, owner: Principal = .local, agent: String = "demo", customer: String? = nil, created: Int64 = 1,
    document: String = "{}"
) -> SessionRecord {
    SessionRecord(
        id: id, owner: owner, agent: agent, customer: customer, created: Timestamp(microseconds: created),
        document: Array(document.utf8))
}

func event(
    _ offset: Int, kind: EventKind = .custom, source: EventSource = .agent, turn: TurnID? = nil, lane: Lane? = nil,
    view: Int = 0, viewCount: Int = 0, text: String = "{}"
) -> StoredEvent {
    StoredEvent(
        offset: Offset(offset), kind: kind, source: source, turn: turn, lane: lane, viewOffset: view,
        viewCount: viewCount, bytes: Array(text.utf8))
}

func events(_ offsets: Range<Int>) -> [StoredEvent] {
    offsets.map { event($0, text: #"{"n":\#($0)}"#) }
}

extension StoreError {
    /// What a failure says; empty for the other errors.
    var message: String {
        if case .failed(let message) = self { message } else { "" }
    }
}

extension [StoredEvent] {
    var offsets: [Int] { map(\.offset.value) }
}

/// Everything that a reader can tell two events apart by.
struct EventImage: Equatable {
    var offset: Offset, kind: EventKind, source: EventSource, turn: TurnID?, lane: Lane?
    var viewOffset: Int, viewCount: Int, bytes: [UInt8]

    init(_ event: StoredEvent) {
        (offset, kind, source, turn) = (event.offset, event.kind, event.source, event.turn)
        (lane, viewOffset, viewCount, bytes) = (event.lane, event.viewOffset, event.viewCount, event.bytes)
    }
}

/// Notes what happened, from any thread, in order.
final class Notes<Note: Sendable>: Sendable {
    private let notes = Mutex<[Note]>([])
    var all: [Note] { notes.withLock { $0 } }
    func add(_ note: Note) { notes.withLock { $0.append(note) } }
}
