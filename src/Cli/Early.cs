namespace Audit.Cli;

/// <summary>libtorch takes longer to load than all else that happens at the start: it is loaded beside it.</summary>
internal static class Early
{
    private static readonly string[] Users = ["attack", "certify", "diagnose", "spoof", "train", "verify"];

    /// <summary>Begins, where the command is one that needs tensors. A failure is met again, and told, by who needs
    /// them.</summary>
    public static void Load(string[] args)
    {
#if LIBTORCH
        if (args.Length < 2 || !Users.Contains(args[0]) || args.Any(a => a is "--help" or "-h" or "-?"))
            return;
        new Thread(() =>
        {
            try
            {
                _ = torch.__version__;
            }
            catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or TypeInitializationException)
            {
            }
        })
        { IsBackground = true }.Start();
#endif
    }
}
