namespace FastEmit.Generators.Emission;

/// <summary>The names of the runtime's types in generated code.</summary>
internal static class RuntimeNames
{
    public static readonly string GeneratedCode =
        $"[global::System.CodeDom.Compiler.GeneratedCodeAttribute(\"FastEmit.Generators\", \"{typeof(RuntimeNames).Assembly.GetName().Version.ToString(3)}\")]";

    public const string SharedNamespace = "FastEmit.Generated";

    /// <summary>The prefix of the names of shared serializers.</summary>
    public const string Shared = "global::" + SharedNamespace + ".";

    public const string Emitter = "global::FastEmit.HookEmitter";
    public const string Seam = "global::FastEmit.IHookEmitter";
    public const string Result = "global::FastEmit.EmitResult";
    public const string Acknowledged = "global::System.Threading.Tasks.ValueTask<global::FastEmit.EmitAcknowledgement>";
    public const string Descriptor = "global::FastEmit.Events.HookEventDescriptor";
    public const string Event = "global::FastEmit.Events.IHookEvent";
    public const string Received = "global::FastEmit.SocketIO.Events.IReceivedEvent";
    public const string Closed = "global::FastEmit.Events.ClosedEvents";
    public const string ClosedReceived = "global::FastEmit.SocketIO.Events.ClosedReceivedEvents";
    public const string Contract = "global::FastEmit.Events.EventContractAttribute";
    public const string Hash = "global::FastEmit.Events.PartitionHash";
    public const string Json = "global::FastEmit.Events.UncheckedJson";
    public const string Serializer = "global::FastEmit.Events.HookEventSerializer";
    public const string Unsafe = "global::System.Runtime.CompilerServices.Unsafe";
    public const string Writer = "global::FastEmit.Events.EventWriter";
}
