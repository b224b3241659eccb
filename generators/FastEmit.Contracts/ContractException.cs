namespace FastEmit.Contracts;

/// <summary>A contract cannot be read or written; the message has the reason.</summary>
internal sealed class ContractException(string message) : Exception(message);
