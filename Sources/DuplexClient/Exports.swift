/// What events are made of belongs to what clients see.
@_exported public import DuplexCore
