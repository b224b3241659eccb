using System.Diagnostics;

namespace FastEmit.Hooks.Native;

/// <summary>Starts a detached process on Windows. Built and analysed, but never run by us.</summary>
internal static class WindowsProcess
{
    /// <summary>Starts a program through the shell, which passes on no handles, so a reader of this process's output does not wait for the child's end.</summary>
    public static int Start(string[] arguments)
    {
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo(arguments[0], arguments[1..]) { UseShellExecute = true, WindowStyle = ProcessWindowStyle.Hidden });
            return process?.Id ?? 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return 0;
        }
    }
}
