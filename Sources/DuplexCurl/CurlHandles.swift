import CCurl

/// libcurl's set of calls in flight and its pool of connections.
///
/// One lives as long as its client, because connections are reused only within one.
final class MultiHandle: @unchecked Sendable {
    // SAFETY: the pointers never change. `wakeUp` is the one call that any thread may make; all others are made by the
    // client's thread. The handle is freed with the last reference, when nobody can call any more.
    private let loop: OpaquePointer
    private let pointer: UnsafeMutableRawPointer

    /// Creates an empty set.
    init() {
        precondition(Self.isLibraryReady, "libcurl could not be initialised")
        guard let loop = ccurl_loop_create() else { preconditionFailure("there is no memory or descriptor for a client") }
        self.loop = loop
        pointer = ccurl_loop_calls(loop)
    }

    deinit { ccurl_loop_destroy(loop) }

    /// Ends the present or the next ``run(for:)`` at once.
    func wakeUp() { ccurl_loop_ring(loop) }

    func add(_ easy: borrowing EasyHandle) -> Bool { curl_multi_add_handle(pointer, easy.pointer) == CURLM_OK }

    /// Takes a call out; a connection in the middle of a reply is closed.
    func remove(_ easy: borrowing EasyHandle) { curl_multi_remove_handle(pointer, easy.pointer) }

    /// Waits until a connection can go on, libcurl has something to do, or somebody rings; then does what can be done.
    func run(for milliseconds: Int32) { ccurl_loop_run(loop, milliseconds) }

    /// The next call that has ended: the pointer that was stored in its handle, and how it ended.
    func nextEnded() -> (owner: UnsafeMutableRawPointer, result: CURLcode)? {
        var remainingCount: Int32 = 0
        while let message = curl_multi_info_read(pointer, &remainingCount) {
            guard message.pointee.msg == CURLMSG_DONE, let owner = ccurl_private(message.pointee.easy_handle) else {
                continue
            }
            return (owner, ccurl_result(message))
        }
        return nil
    }

    /// libcurl wants to be initialised once for each process; a static is.
    private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}

/// libcurl's handle of one call, for the client's thread only.
struct EasyHandle: ~Copyable {
    fileprivate let pointer: UnsafeMutableRawPointer

    /// Nil when libcurl has no memory.
    init?() {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
    }

    deinit { curl_easy_cleanup(pointer) }

    func set(_ option: CURLoption, to value: Int) { check(ccurl_setopt_long(pointer, option, value)) }
    func set(_ option: CURLoption, to value: Bool) { set(option, to: value ? 1 : 0) }
    func set(_ option: CURLoption, to value: String) { check(ccurl_setopt_string(pointer, option, value)) }
    func set(_ option: CURLoption, to value: borrowing HeaderList) {
        check(ccurl_setopt_list(pointer, option, value.pointer))
    }
    func set(_ option: CURLoption, to value: UnsafeMutableRawPointer) {
        check(ccurl_setopt_pointer(pointer, option, value))
    }
    func set(_ option: CURLoption, to value: ccurl_data_function) {
        check(ccurl_setopt_function(pointer, option, value))
    }

    /// Copies the bytes into the handle.
    func setBody(_ bytes: [UInt8]) {
        check(ccurl_setopt_size(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count)))
        bytes.withUnsafeBytes { bytes in
            // libcurl takes a null pointer for "read the body from a callback", so an empty body needs an address.
            withUnsafeBytes(of: 0) { empty in
                let start = bytes.baseAddress ?? empty.baseAddress
                check(ccurl_setopt_pointer(pointer, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: start)))
            }
        }
    }

    /// Goes on after the body callback has asked for a pause; the callback may run before this returns.
    func resume() { curl_easy_pause(pointer, CURLPAUSE_CONT) }

    /// The options are constants of this module, so only a libcurl that lacks one can refuse.
    private func check(_ code: CURLcode) {
        precondition(code == CURLE_OK, "libcurl refused an option: \(String(cString: curl_easy_strerror(code)))")
    }
}

/// libcurl's list of header lines.
struct HeaderList: ~Copyable {
    fileprivate private(set) var pointer: UnsafeMutablePointer<curl_slist>?

    init() { pointer = nil }

    deinit { curl_slist_free_all(pointer) }

    mutating func append(_ line: String) {
        guard let longer = curl_slist_append(pointer, line) else { preconditionFailure("no memory for a header line") }
        pointer = longer
    }
}
