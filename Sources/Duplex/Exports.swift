// Whoever writes an agent needs the agents' ports and the domain's values; `import Duplex` gives both.
@_exported public import DuplexAgents
@_exported public import DuplexBridge
@_exported public import DuplexCore
@_exported public import DuplexModels
