namespace FastEmit.Contracts;

/// <summary>A contract that cannot be read or written, with the reason for whoever asked for it.</summary>
internal sealed class ContractException(string message) : Exception(message);
