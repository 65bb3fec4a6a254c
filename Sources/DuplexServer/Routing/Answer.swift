package import DuplexCore
package import DuplexTransport

/// A whole answer.
package struct Answer: Equatable, Sendable {
    package var status: Int
    package var headers: HTTPHeaders
    package var body: [UInt8]

    package init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// An answer in JSON that is written already.
    package init(status: Int, jsonBytes: [UInt8]) {
        self.init(status: status, headers: ["Content-Type": "application/json"], body: jsonBytes)
    }

    /// An answer in JSON.
    package init(status: Int, json: JSON) { self.init(status: status, jsonBytes: json.bytes) }

    package static let noContent = Answer(status: 204)
}
