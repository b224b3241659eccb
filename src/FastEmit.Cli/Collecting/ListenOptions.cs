using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using FastEmit.Cli.CommandLine;

namespace FastEmit.Cli.Collecting;

/// <summary>The options of <c>collect</c> for the place where it listens, and the secret that lets clients in.</summary>
internal sealed class ListenOptions
{
    private const int DefaultPort = 8765;

    private readonly Option<int> _port = NumberOption.Create(
        "--port", 0, 65_535, DefaultPort, "PORT", "The port to listen on; 0 for any free port.");

    private readonly Option<IPAddress> _address = new("--address")
    {
        Description = "The address to listen on. An address other than loopback needs a token.",
        HelpName = "IP",
        DefaultValueFactory = static _ => IPAddress.Loopback,
        CustomParser = ParseAddress,
    };

    private readonly Option<string> _token = new("--token")
    {
        Description = $"The secret that clients and dashboard users must present; 16 characters or more. Default: the environment variable {TokenOption.Variable}.",
        HelpName = "TOKEN",
    };

    /// <summary>The options, in the order of the help.</summary>
    public IEnumerable<Option> All => [_port, _address, _token];

    /// <summary>The port; 0 for any free one.</summary>
    public int Port(ParseResult parsed) => parsed.GetValue(_port);

    /// <summary>The address.</summary>
    public IPAddress Address(ParseResult parsed) => parsed.GetRequiredValue(_address);

    /// <summary>The secret that was given, otherwise that of the environment, otherwise null.</summary>
    public string? Token(ParseResult parsed) => parsed.GetValue(_token) ?? Environment.GetEnvironmentVariable(TokenOption.Variable);

    private static IPAddress? ParseAddress(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (IPAddress.TryParse(text, out IPAddress? address))
        {
            return address;
        }

        result.AddError($"--address: '{text}' is not accepted; it takes an IP address such as 127.0.0.1 or 0.0.0.0.");
        return null;
    }
}
