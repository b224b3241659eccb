using System.CommandLine;
using FastEmit.Events;

namespace FastEmit.Cli.CommandLine;

/// <summary>Options that take a Socket.IO event name or namespace, by the rules of <see cref="HookEventDescriptor"/>.</summary>
internal static class DescriptorOption
{
    private const string AnyName = "event";

    /// <summary>An option that takes an event name.</summary>
    public static Option<string> OfName(string option, string description) =>
        Create(option, "NAME", description, static name => HookEventDescriptor.Create(name));

    /// <summary>An option that takes a namespace.</summary>
    public static Option<string> OfNamespace(string option, string description) =>
        Create(option, "/NS", description, static ns => HookEventDescriptor.Create(AnyName, ns));

    private static Option<string> Create(string option, string helpName, string description, Func<string, HookEventDescriptor> create) => new(option)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            try
            {
                create(text);
            }
            catch (ArgumentException exception)
            {
                string reason = text.Length == 0 ? "it must not be empty." : exception.Message.Split(" (Parameter", 2)[0];
                result.AddError($"{option}: {reason}");
            }

            return text;
        },
    };
}
