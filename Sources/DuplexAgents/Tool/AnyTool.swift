public import DuplexCore

/// A tool whose types are erased; arguments and result are JSON.
public struct AnyTool: Sendable {
    /// The name that the model uses.
    public let name: String

    /// What the model is told of it.
    public let about: String

    /// What the runtime must know of it.
    public let traits: ToolTraits

    /// The JSON schema of the arguments.
    public let parameters: JSON

    /// The arguments that are filled in when the model leaves them out, with the names that tools remember them by.
    package let filled: [String: String]

    /// Runs the tool.
    ///
    /// Throws ``ToolError`` with the code `invalid_arguments` when they do not fit.
    package let invoke: @Sendable (JSON, ToolCall) async throws -> JSON

    /// What is wrong with complete arguments; nil when they fit.
    private let fault: @Sendable (JSON) -> ToolError?

    /// What the runtime must know of a call with these complete arguments; nil where they do not fit.
    private let callTraits: @Sendable (JSON) -> ToolTraits?

    /// Erases a tool's types, and derives the schema of its arguments.
    ///
    /// A tool whose declaration contradicts itself is a mistake in the program and stops it: arguments that have no
    /// schema, and notes, secret fields or filled arguments that name no argument.
    public init(_ tool: some Tool) { self.init(erasing: tool) }

    package init(
        name: String, about: String, traits: ToolTraits, parameters: JSON, filled: [String: String] = [:],
        fault: @escaping @Sendable (JSON) -> ToolError? = { _ in nil },
        callTraits: @escaping @Sendable (JSON) -> ToolTraits? = { _ in nil },
        invoke: @escaping @Sendable (JSON, ToolCall) async throws -> JSON
    ) {
        self.name = name
        self.about = about
        self.traits = traits
        self.parameters = parameters
        self.filled = filled
        self.fault = fault
        self.callTraits = callTraits
        self.invoke = invoke
    }

    private init<Erased: Tool>(erasing tool: Erased) {
        let filled = tool.filled
        let parameters = Self.parameters(of: tool)
        self.init(
            name: tool.name, about: tool.about, traits: tool.traits, parameters: parameters, filled: filled,
            fault: { arguments in
                do {
                    _ = try Self.decode(Erased.Arguments.self, arguments, parameters)
                    return nil
                } catch {
                    return error as? ToolError ?? ToolError("invalid_arguments", "The arguments are not understood.")
                }
            },
            callTraits: { arguments in
                // Arguments that do not fit are refused before this matters.
                (try? Self.decode(Erased.Arguments.self, arguments, parameters)).map(tool.traits(for:))
            },
            invoke: { arguments, call in
                let memory = filled.isEmpty ? JSONObject() : await call.memory()
                let complete = Self.fill(arguments, filled, from: memory)
                let decoded = try Self.decode(Erased.Arguments.self, complete, parameters)
                return try JSONValueEncoder.encode(try await tool.call(decoded, call))
            })
    }

    /// The arguments, with what the session remembers in the place of what the model left out.
    package func fill(_ arguments: JSON, from memory: JSONObject) -> JSON { Self.fill(arguments, filled, from: memory) }

    /// What is wrong with complete arguments, as the runtime may tell before it starts the call; nil when they fit.
    package func fault(in arguments: JSON) -> ToolError? { fault(arguments) }

    /// What the runtime must know of a call with these complete arguments.
    package func traits(for arguments: JSON) -> ToolTraits { callTraits(arguments) ?? traits }

    /// The tool as a model sees it.
    package var modelTool: ModelTool { ModelTool(name: name, about: about, parameters: parameters) }

    private static func fill(_ arguments: JSON, _ filled: [String: String], from memory: JSONObject) -> JSON {
        guard case .object(var object) = arguments else { return arguments }
        for (name, remembered) in filled where object[name]?.isNull ?? true {
            if let value = memory[remembered] { object[name] = value }
        }
        return .object(object)
    }

    private static func decode<Arguments: ToolArguments>(
        _ type: Arguments.Type, _ arguments: JSON, _ parameters: JSON
    ) throws -> Arguments {
        if let unknown = unknownMember(of: arguments, parameters, at: FieldPath()) {
            throw JSONValueDecoder.problem(unknown, "there is no such argument")
        }
        return try JSONValueDecoder.decode(type, from: arguments, at: FieldPath())
    }

    /// The first member that the schema does not have: a misspelt optional argument must not pass as an absent one.
    private static func unknownMember(of value: JSON, _ schema: JSON?, at path: FieldPath) -> FieldPath? {
        switch value {
        case .object(let object):
            guard let properties = schema?["properties"] else { return nil }
            for (name, value) in object.members {
                guard let property = properties[name] else { return path.member(name) }
                if let unknown = unknownMember(of: value, property, at: path.member(name)) { return unknown }
            }
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                if let unknown = unknownMember(of: element, schema?["items"], at: path.element(index)) {
                    return unknown
                }
            }
        case .null, .bool, .int, .double, .string: break
        }
        return nil
    }

    /// The schema of a tool's arguments; what the session fills in is not required of the model.
    private static func parameters<Erased: Tool>(of tool: Erased) -> JSON {
        let schema: JSON
        do {
            schema = try JSONSchema.schema(of: Erased.Arguments.self)
        } catch {
            preconditionFailure("the arguments of the tool \(tool.name) have no schema: \(error)")
        }
        guard let properties = schema["properties"]?.object else {
            preconditionFailure("the arguments of the tool \(tool.name) are no struct")
        }
        for name in tool.traits.secretFields.union(tool.filled.keys) {
            precondition(properties[name] != nil, "the tool \(tool.name) has no argument \(name)")
        }
        let required = (schema["required"]?.array ?? []).compactMap(\.string).filter { tool.filled[$0] == nil }
        return JSONSchema.object(properties, required: required)
    }
}
