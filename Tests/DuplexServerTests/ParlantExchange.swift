import DuplexCore
import Foundation
import Testing

/// One request and answer, as they were recorded from the original.
struct ParlantExchange: Sendable, CustomTestStringConvertible {
    let name: String
    let method: String
    let path: String
    let query: [(name: String, value: String)]
    let body: [UInt8]
    let status: Int
    let answer: JSON

    var testDescription: String { name }

    var segments: [String] {
        path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    }

    init?(_ json: JSON) {
        guard let name = json["name"]?.string, let request = json["request"], let response = json["response"],
            let method = request["method"]?.string, let path = request["path"]?.string,
            let status = response["status"]?.int, let answer = response["body"]
        else { return nil }
        self.name = name
        self.method = method
        self.path = path
        self.status = status
        self.answer = answer
        body = request["json"].map { $0.isNull ? [] : $0.bytes } ?? []
        query = (request["params"]?.object?.members ?? []).flatMap { member in
            (member.value.array ?? [member.value]).map { (member.key, $0.string ?? $0.text) }
        }
    }

    static let all: [ParlantExchange] = recording("http_exchanges").compactMap(ParlantExchange.init)

    /// What was recorded under a name; nothing if it is not there, which a test notices.
    static func recording(_ name: String) -> [JSON] {
        let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/parlant/\(name).json")
        guard let data = try? Data(contentsOf: url), let json = try? JSON(parsing: Array(data)) else { return [] }
        return json.array ?? []
    }

    static func named(_ name: String) -> ParlantExchange? { all.first { $0.name == name } }
}
