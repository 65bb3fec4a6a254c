import DuplexAgents
import DuplexDemo
import Testing

/// What a workflow looks like, and which pictures are refused.
@Suite struct WorkflowGraphTests {
    enum Way: String, CaseIterable, Sendable { case left, right }

    static let fork = WorkflowRouter<Way>("fork") { _ in .left }
    static let left = WorkflowBranch("left") { _ in 1 }
    static let right = WorkflowBranch("right") { _ in "one" }
    static let end = WorkflowAssembler("end") { _ in }

    /// The refusal of a picture; nil when it is accepted.
    static func refusal(@WorkflowBuilder _ paths: () -> [WorkflowPath]) -> WorkflowError? {
        do {
            _ = try WorkflowGraph(name: "test", paths: paths)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a graph is drawn as it is written`() {
        let travel = TravelAgent.make(clock: ContinuousClock())
        #expect(
            travel.mermaid == """
                flowchart LR
                    n0{"intent"}
                    n1["flight"]
                    n2(["assembler"])
                    n3["hotel"]
                    n0 -->|"flight, both"| n1
                    n1 --> n2
                    n0 -->|"hotel, both"| n3
                    n3 --> n2
                    n0 -->|"unknown"| n2
                """)
    }

    @Test func `a circle is refused with its way`() throws {
        let refusal = Self.refusal {
            Self.fork[.left] --> Self.left --> Self.right --> Self.left
            Self.fork[.right] --> Self.end
        }
        #expect(refusal?.code == "workflow.cycle")
        #expect(refusal?.path == ["left", "right", "left"])
        #expect(refusal?.message.contains("left -> right -> left") == true)
    }

    @Test func `a node that no way leads to is refused`() {
        let refusal = Self.refusal {
            Self.left --> Self.end
            Self.right --> Self.end
        }
        #expect(refusal?.code == "workflow.unreachable")
        #expect(refusal?.path == ["left", "right"])
    }

    @Test func `a value without a way is refused, and so is a way without its value`() {
        let missing = Self.refusal { Self.fork[.left] --> Self.left --> Self.end }
        #expect(missing?.code == "workflow.value")
        #expect(missing?.path == ["fork", "right"])
        let nameless = Self.refusal { Self.left --> Self.fork --> Self.end }
        #expect(nameless?.code == "workflow.value")
        #expect(nameless?.path == ["fork", "end"])
    }

    @Test func `a way that ends nowhere is refused, and so is one that goes on after the end`() {
        let dead = Self.refusal {
            Self.fork[.left] --> Self.left
            Self.fork[.right] --> Self.end
        }
        #expect(dead?.code == "workflow.dead_end")
        #expect(dead?.path == ["left"])
        let beyond = Self.refusal { Self.left --> Self.end --> Self.right --> Self.end }
        #expect(beyond?.code == "workflow.end")
        #expect(beyond?.path == ["end", "right"])
    }

    @Test func `two nodes of one name, two ends and no end at all are refused`() {
        let twin = WorkflowBranch("left") { _ in 2 }
        #expect(Self.refusal { Self.left --> twin --> Self.end }?.code == "workflow.twins")
        let other = WorkflowAssembler("other") { _ in }
        let double = Self.refusal {
            Self.fork[.left] --> Self.end
            Self.fork[.right] --> other
        }
        #expect(double?.code == "workflow.assembler")
        #expect(double?.path == ["end", "other"])
        #expect(Self.refusal {}?.code == "workflow.assembler")
    }
}
