namespace FastEmit.Collector.Http;

/// <summary>A request's parameter is not what it takes; the message is for the client.</summary>
internal sealed class BadQueryException(string message) : Exception(message);
