# Makes the machine and the build ready. Sourced by ./audit and ./test, which set `root` (the repository) and `yes`
# (1: install without asking). Everything that is said goes to stderr: stdout belongs to results.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

say() { printf 'audit: %s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }

program="$root/src/Cli/bin/Release/net10.0/audit"

# Puts dotnet on the PATH, and its folder where built programs look for the runtime.
find_dotnet() {
    local dotnet place
    if ! command -v dotnet > /dev/null; then
        for place in "${DOTNET_ROOT:-}" "${HOME:-}/.dotnet" /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet; do
            if [[ -n $place && -x $place/dotnet ]]; then
                PATH="$PATH:$place"
                break
            fi
        done
    fi
    if [[ -z ${DOTNET_ROOT:-} ]] && dotnet=$(command -v dotnet); then
        place=$(dirname "$(readlink -f "$dotnet")")
        # A wrapper script elsewhere says nothing about where the runtime is.
        if [[ -d $place/host/fxr ]]; then
            export DOTNET_ROOT="$place"
        fi
    fi
}

need_sdk() {
    command -v dotnet > /dev/null \
        || fail "the .NET 10 SDK is missing: no dotnet on the PATH. Install it (https://dotnet.microsoft.com/download) and run this again."
    local version
    version=$(cd "$root" && dotnet --version 2> /dev/null) || version=none
    [[ ${version%%.*} =~ ^[0-9]+$ && ${version%%.*} -ge 10 ]] \
        || fail "the .NET SDK must be 10.0 or newer, got $version from $(command -v dotnet)."
}

uses_system_libtorch() { [[ -z ${LibTorchDir:-} && -z ${CMAKE_PREFIX_PATH:-} ]]; }

# Fills `packages` and `reasons` with what is missing.
find_missing() {
    packages=() reasons=()
    missing() { packages+=("$1"); reasons+=("$1 ($2)"); }
    command -v cmake > /dev/null || missing cmake 'configures the native part'
    command -v make > /dev/null || missing make 'runs its build'
    command -v g++ > /dev/null || missing g++ 'compiles it'
    if [[ ${TorchBackend:-libtorch} == libtorch ]] && uses_system_libtorch && ! is_installed libtorch-dev; then
        missing libtorch-dev 'the tensor engine'
    fi
    # Debian has it wherever it has libtorch-dev; elsewhere networks run without the compiled engine.
    if uses_system_libtorch && command -v dpkg-query > /dev/null && [[ ! -e /usr/include/dnnl.hpp ]]; then
        missing libdnnl-dev 'compiles networks, which then run faster'
    fi
    command -v gnuplot > /dev/null || missing gnuplot-nox 'draws the figures'
    has_library libpng16.so.16 || missing libpng16-16 'decodes PNG images'
    has_library libturbojpeg.so.0 || missing libturbojpeg0 'decodes JPEG images'
}

has_library() { [[ $(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2> /dev/null) == *"$1"* ]]; }

# Without dpkg, a libtorch in one of the usual places counts.
is_installed() {
    if command -v dpkg-query > /dev/null; then
        [[ $(dpkg-query -W -f '${Status}' "$1" 2> /dev/null) == *' installed' ]]
    else
        holds_libtorch /usr || holds_libtorch /usr/local
    fi
}

# The places below a prefix where CMake looks.
holds_libtorch() {
    local place
    for place in share/cmake/Torch 'lib*/cmake/Torch' 'lib/*/cmake/Torch' .; do
        compgen -G "$1/$place/TorchConfig.cmake" > /dev/null && return 0
    done
    return 1
}

install_missing() {
    local packages reasons answer list as_root=() log="$root/artifacts/install.log"
    find_missing
    [[ ${#packages[@]} -gt 0 ]] || return 0
    list=$(printf '%s, ' "${reasons[@]}")
    list=${list%, }
    command -v apt-get > /dev/null \
        || fail "missing: $list. There is no apt-get here: install these with your package manager (for libtorch, LibTorchDir may also name the folder of a pip-installed torch), then run this again."
    if [[ $(id -u) != 0 ]]; then
        command -v sudo > /dev/null || fail "missing: $list. Run as root: apt-get install ${packages[*]}"
        as_root=(sudo)
        if [[ $yes != 1 && -z ${CI:-} ]]; then
            [[ -t 0 ]] || fail "missing: $list. Run this again with --yes to install, or run: sudo apt-get install ${packages[*]}"
            say "missing: $list."
            read -r -p "audit: install with sudo apt-get? [Y/n] " answer
            [[ ${answer:-y} == [Yy]* ]] || fail "not installed; nothing was changed."
        fi
    fi
    say "installing $list; log in artifacts/install.log"
    {
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update \
            && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${packages[@]}"
    } > "$log" 2>&1 < /dev/null 9>&- \
        || { tail -n 5 "$log" >&2; fail "apt-get could not install ${packages[*]}; the whole log is artifacts/install.log."; }
}

# CMake would quietly fall back to the system's libtorch.
check_libtorch_dir() {
    [[ -n ${LibTorchDir:-} ]] || return 0
    holds_libtorch "$LibTorchDir" \
        || fail "LibTorchDir='$LibTorchDir' holds no libtorch: expected share/cmake/Torch/TorchConfig.cmake below it, as in the torch folder of a pip-installed PyTorch."
}

# What the build depends on apart from the sources.
build_settings() { printf '%s|%s|%s|%s\n' "${LibTorchDir:-}" "${CMAKE_PREFIX_PATH:-}" "${TorchBackend:-}" "${TorchSharpVersion:-}"; }

# is_fresh NAME FILE FOLDER...: whether FILE was built from what lies in the folders now, with these settings. Files must be older
# than the start of that build; folders, which change when a file in them appears or goes, older than its end.
is_fresh() {
    local stamp="$root/artifacts/$1" file="$2"
    shift 2
    [[ -e $file && -e $stamp.begin && -e $stamp.end && $(< "$stamp.end") == "$(build_settings)" ]] || return 1
    local changed
    changed=$(cd "$root" && find "$@" Directory.*.props \( -name bin -o -name obj -o -name TestResults \) -prune \
        -o \( -type f -newer "$stamp.begin" -o -type d -newer "$stamp.end" \) -print -quit) || return 1
    [[ -z $changed ]]
}

# build NAME FILE PROJECT FOLDER...: builds PROJECT in Release, once even when several ask at the same time.
build() {
    local name="$1" file="$2" project="$3"
    shift 3
    is_fresh "$name" "$file" "$@" && return 0
    need_sdk
    mkdir -p "$root/artifacts"
    # Nothing that outlives this (compiler servers) may inherit the lock: hence 9>&- below.
    exec 9> "$root/artifacts/lock"
    if ! flock -n 9; then
        say "waiting for another build"
        flock 9
    fi
    if ! is_fresh "$name" "$file" "$@"; then
        install_missing
        check_libtorch_dir
        local stamp="$root/artifacts/$name" log="$root/artifacts/build.log"
        say "building $project; the first time takes about a minute"
        rm -f "$stamp.end"
        touch "$stamp.begin"
        (cd "$root" && dotnet build "$project" --configuration Release --nologo --verbosity quiet -nodeReuse:false \
            > "$log" 2>&1 < /dev/null 9>&-) || { show_errors "$log"; fail "the build failed; the whole log is artifacts/build.log."; }
        [[ $name != audit ]] || precompile "$(dirname "$file")" >> "$log" 2>&1 < /dev/null 9>&- || true
        build_settings > "$stamp.end"
    fi
    exec 9>&-
}

# Compiles the program's assemblies to machine code, so that it starts without a compiler. Where the SDK's package for that is not
# to be had (offline) or fails, they stay as they are: the program does the same, and takes some tenths of a second longer to start.
precompile() {
    local folder="$1" work="$root/artifacts/precompile" rid=linux-x64 runtime compiler assembly
    [[ $(uname -m) != aarch64 ]] || rid=linux-arm64
    mkdir -p "$work/out"
    printf '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><PackageDownload Include="Microsoft.NETCore.App.Crossgen2.%s" %s /></ItemGroup></Project>\n' \
        "$rid" 'Version="[$(BundledNETCoreAppPackageVersion)]"' > "$work/precompile.csproj"
    timeout 120 dotnet restore "$work/precompile.csproj" --verbosity quiet || return 1
    compiler=$(compgen -G "${NUGET_PACKAGES:-$HOME/.nuget/packages}/microsoft.netcore.app.crossgen2.$rid/*/tools/crossgen2" | sort -V | tail -n 1)
    runtime=$(dotnet --list-runtimes | sed -n 's/^Microsoft\.NETCore\.App \(10\.[0-9.]*\) \[\(.*\)\]$/\2\/\1/p' | sort -V | tail -n 1)
    [[ -x $compiler && -d $runtime ]] || return 1
    for assembly in "$folder"/Audit.*.dll "$folder"/audit.dll "$folder"/System.CommandLine.dll "$folder"/Spectre.Console.dll \
        "$folder"/Google.Protobuf.dll; do
        "$compiler" "$assembly" -o "$work/out/${assembly##*/}" -r "$folder/*.dll" -r "$runtime/*.dll" -O > /dev/null || return 1
    done
    # All of them or none; whoever is reading the old ones keeps them.
    mv -f "$work"/out/*.dll "$folder"/
}

show_errors() {
    grep -E 'error|CMake Error' "$1" | sed 's/ \[[^]]*proj\]$//' | sort -u | head -n 20 >&2 || tail -n 20 "$1" >&2
}

find_dotnet
