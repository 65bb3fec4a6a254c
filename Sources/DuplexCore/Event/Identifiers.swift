/// A name on the wire: opaque, compared byte by byte.
public protocol Identifier: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral, Comparable {
    /// The name as it stands on the wire.
    var value: String { get }

    /// Creates the identifier from its wire form.
    init(_ value: String)
}

extension Identifier {
    public var description: String { value }
    public init(stringLiteral value: String) { self.init(value) }
    public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

/// Names one conversation.
public struct SessionID: Identifier {
    public let value: String
    public init(_ value: String) { self.value = value }
}

/// Names one turn: 32 hexadecimal digits, so that it serves as a trace id too.
public struct TurnID: Identifier {
    public let value: String
    public init(_ value: String) { self.value = value }
}

/// Names one agent's execution inside a turn.
public struct RunID: Identifier {
    public let value: String
    public init(_ value: String) { self.value = value }
}

/// Names one tool call.
public struct CallID: Identifier {
    public let value: String
    public init(_ value: String) { self.value = value }
}

/// Names one message of an agent: what `message.started`, its deltas and `message.agent` share.
public struct MessageID: Identifier {
    public let value: String
    public init(_ value: String) { self.value = value }
}

/// Names an authenticated caller.
public struct Principal: Identifier {
    public let value: String
    public init(_ value: String) { self.value = value }

    /// The caller on loopback when no tokens are configured.
    public static let local = Principal("local")
}

/// The zero-based, gapless place of an event in its session's log.
public struct Offset: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Zero or more.
    public let value: Int

    public init(_ value: Int) {
        precondition(value >= 0, "an offset is never negative, this one is \(value)")
        self.value = value
    }

    public static let zero = Offset(0)

    /// The offset after this one.
    public var next: Offset { Offset(value + 1) }

    public var description: String { String(value) }
    public static func < (left: Offset, right: Offset) -> Bool { left.value < right.value }
}
