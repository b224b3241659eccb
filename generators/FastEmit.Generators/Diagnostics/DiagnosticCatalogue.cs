using Microsoft.CodeAnalysis;

namespace FastEmit.Generators.Diagnostics;

/// <summary>Every diagnostic that FastEmit reports. Each has a page of its id in docs/diagnostics.</summary>
internal static class DiagnosticCatalogue
{
    public static readonly DiagnosticDescriptor NotPartial = Error(
        "FE001", "An event must be partial", "'{0}' must be declared partial, as must the types around it, so that its Emit methods can be generated");

    public static readonly DiagnosticDescriptor UnsupportedKind = Error(
        "FE002", "The type cannot be an event", "'{0}' cannot be an event: it is {1}");

    public static readonly DiagnosticDescriptor Inaccessible = Error(
        "FE003", "A type is not accessible to generated code", "'{0}' is not accessible to the code generated for '{1}'");

    public static readonly DiagnosticDescriptor BadEventName = Error(
        "FE004", "An event name must not be empty or reserved", "'{0}' cannot be an event name: {1}");

    public static readonly DiagnosticDescriptor DuplicateEventName = new(
        "FE005", "Two events have one name in one namespace", "'{0}' in namespace '{1}' is also the name of '{2}', so that a server cannot tell them apart",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, description: new DiagnosticPage("FE005"), helpLinkUri: DiagnosticPage.Link("FE005"), customTags: WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor NotSerializable = Error(
        "FE006", "The member's type cannot be serialized", "'{0}' of '{1}' has type '{2}', which cannot be serialized; see [EventConverter]");

    public static readonly DiagnosticDescriptor DuplicateJsonName = Error(
        "FE007", "Two members have one JSON name", "'{0}' and '{1}' are both written as '{2}'");

    public static readonly DiagnosticDescriptor BadNamespace = Error(
        "FE008", "A namespace must begin with a slash", "'{0}' is not a namespace: it begins with '/' and consists of printable ASCII without ',', '?', '\"' and spaces");

    public static readonly DiagnosticDescriptor Cyclic = Error(
        "FE009", "A type contains itself or is nested too deep", "'{0}' contains itself, or is nested more than 32 levels deep, in '{1}'");

    public static readonly DiagnosticDescriptor BadConverter = Error(
        "FE010", "A converter does not fit its member", "'{0}' does not implement IEventConverter<{1}>");

    public static readonly DiagnosticDescriptor Allocates = Info(
        "FE011", "Writing the member allocates", "Enumerating '{0}' allocates an enumerator per event unless an array, List or Dictionary is behind it");

    public static readonly DiagnosticDescriptor ClassEvent = Info(
        "FE012", "An event that is a class allocates", "'{0}' is a class, so that each 'new {0}' allocates; a readonly record struct does not");

    public static readonly DiagnosticDescriptor TooLarge = Warning(
        "FE013", "The event may be larger than servers accept", "The bounds of '{0}' allow {1} characters, but servers accept 1,000,000 bytes a packet unless configured otherwise");

    public static readonly DiagnosticDescriptor Unbounded = Info(
        "FE014", "A collection has no bound", "'{0}' has no bound: an event larger than MaxEventBytes is refused");

    public static readonly DiagnosticDescriptor MayBeNaN = Info(
        "FE015", "NaN and the infinities are written as null", "JSON has no NaN and no infinities: they are written as null unless JsonNumberHandling allows named literals");

    public static readonly DiagnosticDescriptor UnsupportedJsonAttribute = Warning(
        "FE016", "An attribute of System.Text.Json has no effect", "'{0}' on '{1}' has no effect on events{2}");

    public static readonly DiagnosticDescriptor NoMembers = Warning(
        "FE017", "An event or a type in it has no members", "'{0}' has no member that can be written, so that it is always {{}}");

    public static readonly DiagnosticDescriptor MemberIgnored = Info(
        "FE018", "A member or attribute is ignored", "'{0}' is ignored: {1}");

    public static readonly DiagnosticDescriptor LanguageVersion = Error(
        "FE019", "The language version is too low", "Events need C# 11 or later; this project is compiled as C# {0}");

    public static readonly DiagnosticDescriptor ResultIgnored = new(
        "FE020", "The result of Emit is ignored", "The EmitResult tells whether the event was queued; this code ignores it",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: false, description: new DiagnosticPage("FE020"), helpLinkUri: DiagnosticPage.Link("FE020"));

    public static readonly DiagnosticDescriptor NotDisposed = Warning(
        "FE021", "The emitter is never disposed", "'{0}' is never disposed, so that events that still wait are lost when the process ends");

    public static readonly DiagnosticDescriptor LooksSecret = Info(
        "FE022", "The member looks like a secret", "'{0}' looks like a secret but has no [Redact]");

    public static readonly DiagnosticDescriptor TooManyAttachments = Error(
        "FE023", "An event has more than ten attachments", "'{0}' has {1} attachments, but servers accept at most {2} a packet");

    public static readonly DiagnosticDescriptor CompletedElsewhere = Warning(
        "FE024", "A type is completed by another source generator", "'{0}' is completed by another source generator, whose part FastEmit does not see; write it with [EventConverter], or declare that part yourself");

    public static readonly DiagnosticDescriptor AttributeWithoutEffect = Warning(
        "FE025", "An attribute of FastEmit has no effect", "'{0}' on '{1}' has no effect: {2}");

    public static readonly DiagnosticDescriptor RoundedByJavaScript = Info(
        "FE026", "A number may be rounded by the receiver", "JavaScript rounds numbers beyond 2^53, which '{0}' can be; [JsonNumberHandling(JsonNumberHandling.WriteAsString)] sends them as strings");

    public static readonly DiagnosticDescriptor WrittenAsText = Info(
        "FE027", "A type is written as its own text", "'{0}' formats itself and is written as that text, where System.Text.Json writes an object of its properties");

    public static readonly DiagnosticDescriptor NotReceivable = Warning(
        "FE028", "The event cannot be received", "'{0}' is sent but cannot be received: {1}");

    public static readonly DiagnosticDescriptor NotClosed = Warning(
        "FE029", "A generic event is not closed", "No code in this project closes '{0}' with type arguments; name it with its types where it is emitted, or by [assembly: ClosedEvent(typeof(…))]");

    public static readonly DiagnosticDescriptor EventRemoved = Warning(
        "FE030", "An event was removed from the contract", "'{0}' in namespace '{1}' is in the contract but is not sent any more");

    public static readonly DiagnosticDescriptor EventRenamed = Warning(
        "FE031", "An event was renamed", "'{0}' was '{1}' in the contract; handlers of '{1}' do not receive it");

    public static readonly DiagnosticDescriptor EventMoved = Warning(
        "FE032", "An event moved to another namespace", "'{0}' was in namespace '{2}' in the contract and is in '{1}'; handlers there do not receive it");

    public static readonly DiagnosticDescriptor MemberRemoved = Warning(
        "FE033", "A member was removed", "'{1}' of event '{0}' is in the contract but is not sent any more");

    public static readonly DiagnosticDescriptor MemberRenamed = Warning(
        "FE034", "A member was renamed", "'{1}' of event '{0}' was '{2}' in the contract; receivers that read '{2}' find nothing");

    public static readonly DiagnosticDescriptor MemberRetyped = Warning(
        "FE035", "A member's type changed", "'{1}' of event '{0}' was {2} in the contract and is {3}");

    public static readonly DiagnosticDescriptor MemberNewlyRequired = Warning(
        "FE036", "A member is newly required", "'{1}' of event '{0}' could be left out by the contract and is required now; events without it, from older senders or kept in stores, do not fit any more");

    public static readonly DiagnosticDescriptor MemberMayBeMissing = Warning(
        "FE037", "A member may be missing", "'{1}' of event '{0}' was always there by the contract and may be left out now");

    public static readonly DiagnosticDescriptor NotInContract = Info(
        "FE038", "The contract file lacks an addition", "{0}; receivers of the contract are not affected, but the file lacks it");

    public static readonly DiagnosticDescriptor BadContractFile = Warning(
        "FE039", "The contract file cannot be read", "fastemit.contract.json cannot be read: {0}");

    private const string Category = "FastEmit";

    private static DiagnosticDescriptor Error(string id, string title, string message) => Create(id, title, message, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Warning(string id, string title, string message) => Create(id, title, message, DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Info(string id, string title, string message) => Create(id, title, message, DiagnosticSeverity.Info);

    private static DiagnosticDescriptor Create(string id, string title, string message, DiagnosticSeverity severity) =>
        new(id, title, message, Category, severity, isEnabledByDefault: true, description: new DiagnosticPage(id), helpLinkUri: DiagnosticPage.Link(id));
}
