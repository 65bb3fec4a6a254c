/// The checked picture of a ``WorkflowGraph``.
struct WorkflowPlan: Sendable {
    typealias Edge = WorkflowPath.Edge

    /// In the order in which they were drawn; the first one is where the work begins.
    let nodes: [WorkflowNode]
    let edges: [Edge]

    init(_ paths: [WorkflowPath]) throws(WorkflowError) {
        var nodes: [WorkflowNode] = []
        for node in paths.flatMap(\.nodes) {
            if let same = nodes.first(where: { $0.name == node.name }) {
                guard same.identity === node.identity else {
                    throw WorkflowError("twins", { "Two nodes have the same name: \($0)." }, path: [node.name])
                }
            } else {
                nodes.append(node)
            }
        }
        var known: Set<Edge> = []
        self.nodes = nodes
        edges = paths.flatMap(\.edges).filter { known.insert($0).inserted }
        try checkEnds()
        try checkValues()
        try checkCycles()
        try checkReach()
    }

    func edges(from node: WorkflowNode) -> [Edge] { edges.filter { $0.from.from == node.name } }

    // MARK: Checks

    private func checkEnds() throws(WorkflowError) {
        let last = nodes.filter(\.isAssembler)
        guard last.count == 1 else {
            throw WorkflowError(
                "assembler", { "A workflow has exactly one assembler, not \(last.count): \($0)." },
                path: last.map(\.name))
        }
        for node in nodes {
            let ways = edges(from: node)
            if node.isAssembler, let way = ways.first {
                throw WorkflowError("end", { "Nothing comes after the assembler: \($0)." }, path: [node.name, way.to])
            }
            if !node.isAssembler, !node.isRouter, ways.isEmpty {
                throw WorkflowError("dead_end", { "No way leads on from here: \($0)." }, path: [node.name])
            }
        }
    }

    private func checkValues() throws(WorkflowError) {
        for router in nodes where router.isRouter {
            let ways = edges(from: router)
            if let way = ways.first(where: { $0.from.value == nil }) {
                throw WorkflowError(
                    "value", { "A way from a router needs the value that it is for: \($0)." },
                    path: [router.name, way.to])
            }
            if let value = router.values.first(where: { value in !ways.contains { $0.from.value == value } }) {
                throw WorkflowError(
                    "value", { "The router has a value without a way: \($0)." }, path: [router.name, value])
            }
        }
    }

    private func checkCycles() throws(WorkflowError) {
        var cleared: Set<String> = []
        for node in nodes {
            if let cycle = cycle(from: node.name, after: [], &cleared) {
                throw WorkflowError("cycle", { "The workflow runs in a circle: \($0)." }, path: cycle)
            }
        }
    }

    /// The circle that the ways from a node lead into; nil when there is none.
    private func cycle(from name: String, after way: [String], _ cleared: inout Set<String>) -> [String]? {
        if let start = way.firstIndex(of: name) { return way[start...] + [name] }
        guard !cleared.contains(name) else { return nil }
        for edge in edges where edge.from.from == name {
            if let found = cycle(from: edge.to, after: way + [name], &cleared) { return found }
        }
        cleared.insert(name)
        return nil
    }

    private func checkReach() throws(WorkflowError) {
        guard let start = nodes.first else { return }
        var reached: Set = [start.name]
        // Nodes are reached in as many rounds as the longest way has steps.
        for _ in nodes { for edge in edges where reached.contains(edge.from.from) { reached.insert(edge.to) } }
        if let lost = nodes.first(where: { !reached.contains($0.name) }) {
            throw WorkflowError(
                "unreachable", { "No way leads from the start to this node: \($0)." }, path: [start.name, lost.name])
        }
    }

    // MARK: The picture

    var mermaid: String {
        var lines = ["flowchart LR"]
        var ids: [String: String] = [:]
        for (number, node) in nodes.enumerated() {
            ids[node.name] = "n\(number)"
            let (open, close) = node.isRouter ? ("{", "}") : node.isAssembler ? ("([", "])") : ("[", "]")
            lines.append("    n\(number)\(open)\(Self.quoted(node.name))\(close)")
        }
        var drawn: Set<[String]> = []
        for edge in edges where drawn.insert([edge.from.from, edge.to]).inserted {
            guard let from = ids[edge.from.from], let to = ids[edge.to] else { continue }
            let values = edges.filter { $0.from.from == edge.from.from && $0.to == edge.to }.compactMap(\.from.value)
            let label = values.isEmpty ? "" : "|\(Self.quoted(values.joined(separator: ", ")))|"
            lines.append("    \(from) -->\(label) \(to)")
        }
        return lines.joined(separator: "\n")
    }

    private static func quoted(_ text: String) -> String {
        "\"\(text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "#quot;"))\""
    }
}
