/// Ways through a ``WorkflowGraph``, as `router[.both] --> [flight, hotel] --> assembler` draws them.
public struct WorkflowPath: WorkflowSource, Sendable {
    /// Where a way leads on from; `value` when that is a router's choice.
    struct End: Hashable, Sendable {
        var from: String
        var value: String?
    }

    /// A step from one node to the next.
    struct Edge: Hashable, Sendable {
        var from: End
        var to: String
    }

    var nodes: [WorkflowNode]
    var edges: [Edge]

    /// Where the path goes on.
    var ends: [End]

    /// The way itself.
    public var path: WorkflowPath { self }

    fileprivate func leading(to parts: [any WorkflowPart]) -> WorkflowPath {
        let targets = parts.map(\.node)
        return WorkflowPath(
            nodes: nodes + targets,
            edges: edges + targets.flatMap { target in ends.map { Edge(from: $0, to: target.name) } },
            ends: targets.map { End(from: $0.name, value: nil) })
    }
}

/// Binds its operands from left to right, tighter than comparisons.
precedencegroup WorkflowPrecedence {
    associativity: left
    higherThan: ComparisonPrecedence
}

infix operator --> : WorkflowPrecedence

/// What comes next: the target runs once every way to it that was chosen has come to its end.
public func --> (source: some WorkflowSource, target: some WorkflowPart) -> WorkflowPath {
    source.path.leading(to: [target])
}

/// What comes next: the targets run side by side.
public func --> (source: some WorkflowSource, targets: [any WorkflowPart]) -> WorkflowPath {
    source.path.leading(to: targets)
}

/// Collects the paths of a ``WorkflowGraph``, one a line.
@resultBuilder
public enum WorkflowBuilder {
    /// The paths, in order.
    public static func buildBlock(_ paths: WorkflowPath...) -> [WorkflowPath] { paths }
}
