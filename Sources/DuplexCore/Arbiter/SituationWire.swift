/// A situation as one line of JSON, and the decision as another: how the arbiter is measured and asked from outside.
package enum SituationWire {
    /// Why a line is not a situation.
    package struct Fault: Error, Equatable, CustomStringConvertible {
        /// The field that is wrong, as a path: `situation.running.tool.effect`.
        package let field: String
        /// What is wrong with it.
        package let problem: String

        package var description: String { "\(field): \(problem)" }
    }

    /// Reads a line: `{"id": ..., "situation": {...}}`; other members of the line are ignored.
    package static func read(_ line: [UInt8]) throws(Fault) -> (id: String, situation: Situation) {
        let json: JSON
        do { json = try JSON(parsing: line) } catch {
            throw Fault(field: "line", problem: "\(error.problem) at byte \(error.byteOffset)")
        }
        let top = try Fields(json, path: "")
        return (try top.string("id"), try situation(top.object("situation")))
    }

    /// A decision as a line: `{"id":...,"action":...,"reason":...,"confidence":...}`.
    package static func line(_ id: String, _ decision: Decision) -> String {
        JSON.object([
            "id": .string(id), "action": .string(decision.action.rawValue), "reason": .string(decision.reason),
            "confidence": .double(decision.confidence),
        ]).text
    }

    /// What is said of a line that is no situation; it names the field.
    package static func line(_ fault: Fault) -> String { JSON.object(["error": .string(fault.description)]).text }

    /// A situation in the form in which it is read.
    package static func json(_ situation: Situation) -> JSON {
        [
            "running": situation.running.map(json) ?? .null,
            "last_interrupted": situation.lastInterrupted.map { kept in
                [
                    "goal": .string(kept.goal), "agent": .string(kept.agent), "kept": .string(kept.kept),
                    "ago_s": .int(kept.agoSeconds),
                ]
            } ?? .null,
            "since_previous_message_ms": .int(situation.millisecondsSincePreviousMessage),
            "history": .array(
                situation.history.map { ["role": .string($0.role.rawValue), "text": .string($0.text)] }),
            "message": .string(situation.message),
        ]
    }

    private static func json(_ running: Situation.Running) -> JSON {
        [
            "goal": .string(running.goal), "agent": .string(running.agent), "phase": .string(running.phase.rawValue),
            "tool": running.tool.map { tool in
                [
                    "name": .string(tool.name), "duration": .string(tool.duration.rawValue),
                    "effect": .string(tool.effect.rawValue), "interruptible": .string(tool.interruptible.rawValue),
                    "committed": .bool(tool.committed), "percent": .int(tool.percent),
                ]
            } ?? .null,
            "elapsed_s": .int(running.elapsedSeconds), "queued": .int(running.queued),
        ]
    }

    private static func situation(_ fields: Fields) throws(Fault) -> Situation {
        Situation(
            message: try fields.string("message"),
            running: try fields.optional("running").map(running),
            lastInterrupted: try fields.optional("last_interrupted").map(interrupted),
            millisecondsSincePreviousMessage: try fields.int("since_previous_message_ms"),
            history: try fields.objects("history").map(line)
        )
    }

    private static func running(_ fields: Fields) throws(Fault) -> Situation.Running {
        Situation.Running(
            goal: try fields.string("goal"),
            agent: try fields.string("agent"),
            tool: try fields.optional("tool").map(tool),
            elapsedSeconds: try fields.int("elapsed_s"),
            queued: try fields.int("queued")
        )
    }

    private static func tool(_ fields: Fields) throws(Fault) -> Situation.Tool {
        Situation.Tool(
            name: try fields.string("name"),
            duration: try fields.word("duration"),
            effect: try fields.word("effect"),
            interruptible: try fields.word("interruptible"),
            committed: try fields.bool("committed"),
            percent: try fields.int("percent")
        )
    }

    private static func interrupted(_ fields: Fields) throws(Fault) -> Situation.Interrupted {
        Situation.Interrupted(
            goal: try fields.string("goal"),
            agent: try fields.string("agent"),
            kept: try fields.string("kept"),
            agoSeconds: try fields.int("ago_s")
        )
    }

    private static func line(_ fields: Fields) throws(Fault) -> Situation.Line {
        Situation.Line(try fields.word("role"), try fields.string("text"))
    }

    /// The members of an object, with the way to it for messages.
    private struct Fields {
        let members: JSONObject
        let path: String

        init(_ json: JSON, path: String) throws(Fault) {
            guard case .object(let members) = json else {
                throw Fault(field: path.isEmpty ? "line" : path, problem: "expected an object, found \(json.typeName)")
            }
            self.members = members
            self.path = path
        }

        private func name(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

        private func need<Value>(_ key: String, _ expected: String, _ read: (JSON) -> Value?) throws(Fault) -> Value {
            guard let json = members[key] else { throw Fault(field: name(key), problem: "is missing") }
            guard let value = read(json) else {
                throw Fault(field: name(key), problem: "expected \(expected), found \(json.typeName)")
            }
            return value
        }

        func string(_ key: String) throws(Fault) -> String { try need(key, "a string", \.string) }
        func bool(_ key: String) throws(Fault) -> Bool { try need(key, "a boolean", \.bool) }

        func int(_ key: String) throws(Fault) -> Int {
            try need(key, "a whole number of zero or more") { $0.int.flatMap { $0 >= 0 ? $0 : nil } }
        }

        func word<Word: RawRepresentable & CaseIterable>(_ key: String) throws(Fault) -> Word
        where Word.RawValue == String {
            let text = try string(key)
            guard let word = Word(rawValue: text) else {
                let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
                throw Fault(field: name(key), problem: "expected one of \(words), found \(text)")
            }
            return word
        }

        func object(_ key: String) throws(Fault) -> Fields {
            try Fields(try need(key, "an object") { $0 }, path: name(key))
        }

        /// Nil when the member is absent or null.
        func optional(_ key: String) throws(Fault) -> Fields? {
            guard let json = members[key], !json.isNull else { return nil }
            return try Fields(json, path: name(key))
        }

        func objects(_ key: String) throws(Fault) -> [Fields] {
            var fields: [Fields] = []
            for (place, json) in try need(key, "an array", \.array).enumerated() {
                fields.append(try Fields(json, path: "\(name(key))[\(place)]"))
            }
            return fields
        }
    }
}

extension OfflineArbiter {
    /// Decides one line in `SituationWire`'s form: `{"id":...,"action":...,"reason":...,"confidence":...}`.
    ///
    /// A line that cannot be read answers `{"error":...}`, which names the field.
    package func decideLine(_ line: [UInt8]) -> String {
        do throws(SituationWire.Fault) {
            let (id, situation) = try SituationWire.read(line)
            return SituationWire.line(id, decide(situation))
        } catch {
            return SituationWire.line(error)
        }
    }
}
