namespace FastEmit.Generators.Parsing;

/// <summary>Metadata names of the types and attributes that the parsers handle.</summary>
internal static class KnownTypes
{
    public const string HookEvent = "FastEmit.Events.HookEventAttribute";
    public const string HookEventDefaults = "FastEmit.Events.HookEventDefaultsAttribute";
    public const string Event = "FastEmit.Events.IHookEvent";
    public const string EventContract = "FastEmit.Events.EventContractAttribute";
    public const string PartitionKey = "FastEmit.Events.PartitionKeyAttribute";
    public const string Redact = "FastEmit.Events.RedactAttribute";
    public const string MaxLength = "FastEmit.Events.MaxLengthAttribute";
    public const string MaxDepth = "FastEmit.Events.MaxDepthAttribute";
    public const string Timestamp = "FastEmit.Events.TimestampAttribute";
    public const string RawJson = "FastEmit.Events.RawJsonAttribute";
    public const string Utf8Text = "FastEmit.Events.Utf8TextAttribute";
    public const string Attachment = "FastEmit.Events.AttachmentAttribute";
    public const string EventConverter = "FastEmit.Events.EventConverterAttribute";
    public const string EventConverterInterface = "FastEmit.Events.IEventConverter";
    public const string ReceivedConverterInterface = "FastEmit.SocketIO.Events.IReceivedConverter";

    /// <summary>Attributes of the framework that users may confuse with FastEmit's.</summary>
    public const string AnnotatedMaxLength = "System.ComponentModel.DataAnnotations.MaxLengthAttribute";
    public const string AnnotatedStringLength = "System.ComponentModel.DataAnnotations.StringLengthAttribute";

    private const string Json = "System.Text.Json.Serialization.";

    public const string JsonPropertyName = Json + "JsonPropertyNameAttribute";
    public const string JsonPropertyOrder = Json + "JsonPropertyOrderAttribute";
    public const string JsonIgnore = Json + "JsonIgnoreAttribute";
    public const string JsonInclude = Json + "JsonIncludeAttribute";
    public const string JsonNumberHandling = Json + "JsonNumberHandlingAttribute";
    public const string JsonConverter = Json + "JsonConverterAttribute";
    public const string JsonExtensionData = Json + "JsonExtensionDataAttribute";
    public const string JsonStringEnumMemberName = Json + "JsonStringEnumMemberNameAttribute";
    public const string JsonPolymorphic = Json + "JsonPolymorphicAttribute";
    public const string JsonDerivedType = Json + "JsonDerivedTypeAttribute";
    public const string JsonStringEnumConverter = Json + "JsonStringEnumConverter";
}
