import DuplexCore
import DuplexTransport

/// The web console: a page that uses nothing but the routes of this facade.
extension NativeFacade {
    var consoleRoutes: [Route] {
        [
            Route(
                "GET", "/", scope: nil, "The web console.", answers: [200: "A page.", 304: "The page has not changed."],
                produces: ["text/html"]
            ) { call throws(APIError) in
                try serve("index.html", to: call)
            },
            Route(
                "GET", "/console/{file}", scope: nil, "A part of the web console.",
                answers: [200: "The part.", 304: "The part has not changed."], produces: ["text/css", "text/javascript"]
            ) { call throws(APIError) in
                try serve(call.place("file"), to: call)
            },
        ]
    }

    private func serve(_ name: String, to call: Call) throws(APIError) {
        guard let file = ConsoleFile.all[name] else {
            throw APIError(.routeUnknown, "The console has no part of this name.")
        }
        call.reply(file.answer(ifNoneMatch: call.request.headers.values(of: "If-None-Match")))
    }
}

/// One file of the console, with what a browser is told about it.
struct ConsoleFile: Sendable {
    /// All files, by name.
    static let all = Dictionary(uniqueKeysWithValues: ConsoleFiles.texts.map { ($0.name, ConsoleFile($0.name, $0.text)) })

    /// What the page may do: load its own files, talk to its own server, and never turn text into markup.
    private static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self' data:",
        "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ].joined(separator: "; ")

    let contentType: String
    let bytes: [UInt8]

    /// A strong validator: equal only for equal bytes.
    let entityTag: String

    private init(_ name: String, _ text: String) {
        contentType = Self.contentType(of: name)
        bytes = Array(text.utf8)
        let digits = Array("0123456789abcdef")
        let digest = SHA256.digest(of: bytes).prefix(16)
        entityTag = "\"" + String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }) + "\""
    }

    /// The file, or only the word that the browser's copy is still good.
    func answer(ifNoneMatch tags: [String]) -> Answer {
        var headers: HTTPHeaders = [
            "ETag": entityTag,
            // Kept, and asked for each time: a new server must not meet an old page.
            "Cache-Control": "no-cache",
        ]
        if tags.contains(where: { $0 == "*" || $0.contains(entityTag) }) { return Answer(status: 304, headers: headers) }
        headers.append("Content-Type", contentType)
        headers.append("Content-Security-Policy", Self.policy)
        headers.append("Cross-Origin-Opener-Policy", "same-origin")
        headers.append("Cross-Origin-Resource-Policy", "same-origin")
        headers.append("Referrer-Policy", "no-referrer")
        return Answer(status: 200, headers: headers, body: bytes)
    }

    private static func contentType(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        default: preconditionFailure("\(name) has no type that the console uses")
        }
    }
}
