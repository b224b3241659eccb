using System.ComponentModel;
using System.Diagnostics;

namespace FastEmit.Interop.Tests.Networks;

/// <summary>
/// A network of its own with one host in it, joined to this one by a virtual cable that can lose packets. Skips the calling test where
/// namespaces are not allowed (root is needed) or <c>ip</c> and <c>nft</c> are missing.
/// </summary>
internal sealed class NetworkNamespace : IAsyncDisposable
{
    private static int _count;

    private readonly string _here;

    private NetworkNamespace(int number)
    {
        // Names of links have at most 15 characters; the addresses are of a block that nobody routes (RFC 2544).
        Name = $"fe{Environment.ProcessId}-{number}";
        _here = $"fe{Environment.ProcessId}h{number}";
        string subnet = $"198.18.{Environment.ProcessId & 255}.{(number * 4) & 255}";
        int last = int.Parse(subnet[(subnet.LastIndexOf('.') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        string prefix = subnet[..(subnet.LastIndexOf('.') + 1)];
        (HereAddress, Address) = ($"{prefix}{last + 1}", $"{prefix}{last + 2}");
    }

    /// <summary>What <c>ip netns exec</c> calls it.</summary>
    public string Name { get; }

    /// <summary>The address of its host.</summary>
    public string Address { get; }

    private string HereAddress { get; }

    /// <summary>Makes one.</summary>
    public static async Task<NetworkNamespace> CreateAsync()
    {
        NetworkNamespace network = new(Interlocked.Increment(ref _count));
        try
        {
            await RunAsync($"ip netns add {network.Name}");
            await RunAsync($"ip link add {network._here} type veth peer name eth0 netns {network.Name}");
            await RunAsync($"ip address add {network.HereAddress}/30 dev {network._here}");
            await RunAsync($"ip link set {network._here} up");
            await RunAsync($"ip -n {network.Name} address add {network.Address}/30 dev eth0");
            await RunAsync($"ip -n {network.Name} link set eth0 up");
            await RunAsync($"ip -n {network.Name} link set lo up");
            await network.NftAsync("add table inet path");
            await network.NftAsync("add chain inet path in { type filter hook input priority 0; }");
            await network.NftAsync("add chain inet path out { type filter hook output priority 0; }");
            return network;
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            await network.DisposeAsync();
            Assert.Skip($"Network namespaces cannot be used here: {exception.Message}");
            throw;
        }
    }

    /// <summary>Packets to a port of the host that are longer than so many bytes are lost from now on, as behind a tunnel that says nothing.</summary>
    public Task LoseLargePacketsAsync(int port, int bytes) => NftAsync($"add rule inet path in tcp dport {port} meta length gt {bytes} drop");

    /// <summary>Every packet of the port is lost, both ways: no reset, no answer.</summary>
    public async Task LoseEverythingAsync(int port)
    {
        await NftAsync($"add rule inet path in tcp dport {port} drop");
        await NftAsync($"add rule inet path out tcp sport {port} drop");
    }

    /// <summary>Nothing is lost any more.</summary>
    public Task HealAsync() => NftAsync("flush table inet path");

    public async ValueTask DisposeAsync()
    {
        try
        {
            await RunAsync($"ip netns delete {Name}"); // The cable goes with it.
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            // It was never made.
        }
    }

    private Task NftAsync(string rule) => RunAsync($"ip netns exec {Name} nft {rule}");

    private static async Task RunAsync(string command)
    {
        string[] words = command.Split(' ');
        using Process process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardError = true })!;
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command}: {error.Trim()}");
        }
    }
}
