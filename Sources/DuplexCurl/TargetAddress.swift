import CCurl

/// Where a call goes, as libcurl itself reads the URL.
struct TargetAddress: Equatable {
    /// In lower case; an IPv6 address stands in brackets.
    let host: String

    /// Whether the host is this machine, so that no proxy may come between.
    var isLoopback: Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" || isLoopbackIPv4
    }

    /// Reads the host out of a URL, whose scheme must be written out.
    ///
    /// - Throws: ``CurlError/invalidCall(_:)`` unless it is an http or https URL without user name and password.
    init(parsing url: String) throws(CurlError) {
        guard let parsed = curl_url() else { throw .invalidCall("the URL cannot be read") }
        defer { curl_url_cleanup(parsed) }
        // Credentials in a URL end up in logs; a header is the place for them.
        switch curl_url_set(parsed, CURLUPART_URL, url, UInt32(CURLU_DISALLOW_USER)) {
        case CURLUE_OK: break
        case CURLUE_USER_NOT_ALLOWED: throw .invalidCall("the URL holds a user name")
        default: throw .invalidCall("the URL is not a URL")
        }
        guard let scheme = Self.part(CURLUPART_SCHEME, of: parsed)?.lowercased(), scheme == "http" || scheme == "https"
        else { throw .invalidCall("the URL is neither http nor https") }
        guard let host = Self.part(CURLUPART_HOST, of: parsed)?.lowercased(), !host.isEmpty else {
            throw .invalidCall("the URL has no host")
        }
        self.host = host
    }

    /// libcurl has brought other spellings of the address (`127.1`, `0x7f000001`) into this form.
    private var isLoopbackIPv4: Bool {
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && numbers.allSatisfy { $0 != nil } && numbers[0] == 127
    }

    private static func part(_ part: CURLUPart, of url: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(url, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
