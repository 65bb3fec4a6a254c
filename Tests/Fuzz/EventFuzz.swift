/// Feeds arbitrary bytes to the JSON reader and the event decoder.
///
/// What is accepted must come back equal after it was written and read again, and nothing may crash, whatever comes.
/// Built by `Scripts/fuzz` from the domain's own sources.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ pointer: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: pointer, count: count))
    if let json = try? JSON(parsing: input) {
        let written = json.bytes
        guard let again = try? JSON(parsing: written) else { fatalError("what was written cannot be read") }
        precondition(again == json, "what was read again is another value")
        precondition(again.bytes == written, "what is written again are other bytes")
    }
    if let event = try? Event(parsing: input) {
        guard let again = try? Event(parsing: event.bytes) else { fatalError("an event's bytes cannot be read") }
        precondition(again == event, "an event that was read again is another one")
    }
    if let time = Timestamp(parsing: String(decoding: input, as: UTF8.self)) {
        precondition(Timestamp(parsing: time.description) == time, "a time changes when it is written")
    }
    return 0
}
