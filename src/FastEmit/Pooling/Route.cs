namespace FastEmit.Pooling;

/// <summary>Which servers a lane still has to try before it pauses and begins again with the preferred one. Owned by one lane.</summary>
internal struct Route
{
    /// <summary>The least rank to try next.</summary>
    public int Next { get; private set; }

    /// <summary>Whether a server did not take the lane and others have not been asked since.</summary>
    public readonly bool IsUnderWay => Next != 0;

    /// <summary>A server could not be connected to, or its connection was of no use.</summary>
    public void OnFailed(Endpoint endpoint, EndpointList endpoints) =>
        Next = endpoint.Rank + 1 < endpoints.Count ? endpoint.Rank + 1 : 0;
}
