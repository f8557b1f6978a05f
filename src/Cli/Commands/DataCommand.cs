using System.CommandLine;
using Audit.Cli.Options;
using Audit.Cli.Terminal;
using Audit.Datasets.Fetching;
using Audit.Studies.Driving;

namespace Audit.Cli.Commands;

/// <summary>audit data: data sets on disk.</summary>
public static class DataCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new("data", "Data sets: fetch.") { Fetch() };

    private static Command Fetch()
    {
        var name = new Argument<string>("name") { Description = $"Data set: {string.Join(", ", KnownDownloads.All.Keys)}" };
        name.OneOf([.. KnownDownloads.All.Keys]);
        var output = Choose.Needed("--out", "Folder to put it in").FolderToWrite();
        var command = new Command("fetch", """
            Downloads a data set from its authors (MNIST: from mirrors), checks its SHA-256 and unpacks it. A download that was cut off is continued.

            Example: audit data fetch cifar10 --out data/cifar10
            """) { name, output };
        command.SetAction(parse => Run(parse.GetRequiredValue(name), parse.GetRequiredValue(output)));
        return command;
    }

    private static int Run(string name, string folder)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(5) };
        var driver = new Driver(new TerminalView());
        var fetcher = new Fetcher(client);
        foreach (var download in KnownDownloads.All[name])
        {
            string path = driver.Watch(download.Name, download.Bytes, (report, stop) =>
                fetcher.FetchAsync(download, folder, done => report(done, "bytes"), stop).GetAwaiter().GetResult());
            if (path.EndsWith(".tar.gz", StringComparison.Ordinal))
                Fetcher.Unpack(path, folder);
        }
        System.Console.Out.WriteLine($"{name} is in {folder}; use it as --data {name}:{folder}");
        return 0;
    }
}
