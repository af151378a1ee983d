@echo off
rem Runs Charla from a checkout on Windows. Builds the jars first if they are missing.
rem
rem It corresponds to ./charla with bin/charla, but HAS NOT BEEN RUN ON WINDOWS YET. It does less: it does not rebuild
rem when a source has changed (run "mvn -DskipTests package"), runs the jars in Maven's directories,
rem and makes no archive of classes for fast starts. Java decodes the command line with Windows'
rem "ANSI" code page, so other characters must come from a file or from standard input.

setlocal EnableExtensions DisableDelayedExpansion
set "ROOT=%~dp0"
set "SERVER_JAR=%ROOT%server\target\charla-server.jar"
set "CLI_JAR=%ROOT%cli-client\target\charla-cli.jar"

if "%~1"=="" goto usage
if "%~1"=="-h" goto usage
if "%~1"=="--help" goto usage

rem No blocks in parentheses around an expanded path, since a path may contain parentheses.
set "JAVA=java.exe"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"
if defined JAVA_HOME if not exist "%JAVA%" goto wrong_java_home
if not defined JAVA_HOME where /q java.exe || goto no_java

rem Reads the line with the version, such as: openjdk version "17.0.15" 2025-04-15
set "VERSION_FILE=%TEMP%\charla-java-%RANDOM%-%RANDOM%.txt"
"%JAVA%" -version 2>"%VERSION_FILE%"
set "JAVA_VERSION="
for /f "tokens=3" %%v in ('findstr /c:" version " "%VERSION_FILE%"') do set "JAVA_VERSION=%%~v"
del /q "%VERSION_FILE%" 2>nul
set "JAVA_MAJOR="
for /f "tokens=1 delims=.-+" %%m in ("%JAVA_VERSION%") do set "JAVA_MAJOR=%%m"
if not defined JAVA_MAJOR goto unknown_java
if %JAVA_MAJOR% LSS 17 goto old_java

set "JAVA_OPTIONS="
if %JAVA_MAJOR% GEQ 22 set "JAVA_OPTIONS=--enable-native-access=ALL-UNNAMED"
if %JAVA_MAJOR% GEQ 24 set "JAVA_OPTIONS=%JAVA_OPTIONS% --sun-misc-unsafe-memory-access=allow"
set "CLIENT_OPTIONS=-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
if "%~1"=="chat" set "CLIENT_OPTIONS=%CLIENT_OPTIONS% -Xms8m -Xmn4m -Xmx256m"
set "END_OPTION=-XX:+ExitOnOutOfMemoryError"
set "SERVER_OPTIONS=-XX:+UseSerialGC -XX:MaxNewSize=32m %END_OPTION%"

if exist "%SERVER_JAR%" if exist "%CLI_JAR%" goto built
where /q mvn || goto no_maven
echo charla: building (first run, about a minute)...>&2
pushd "%ROOT%"
call mvn -B -q -Dmaven.test.skip=true package >&2
set "CODE=%ERRORLEVEL%"
popd
if not "%CODE%"=="0" goto build_failed
:built

rem The programs write UTF-8, so the console must use that code page.
set "CODE_PAGE="
for /f "tokens=2 delims=:." %%c in ('chcp') do set "CODE_PAGE=%%c"
chcp 65001 >nul

rem The arguments after the command name. Not in quotes, which would pair with those in the arguments.
set ARGUMENTS=%*
if "%~1"=="server" goto server
if "%~1"=="demo" goto demo
"%JAVA%" %JAVA_OPTIONS% %CLIENT_OPTIONS% -jar "%CLI_JAR%" %*
goto done

:server
set ARGUMENTS=%ARGUMENTS:*server=%
"%JAVA%" %JAVA_OPTIONS% %SERVER_OPTIONS% -jar "%SERVER_JAR%" %ARGUMENTS%
goto done

:demo
set ARGUMENTS=%ARGUMENTS:*demo=%
"%JAVA%" %JAVA_OPTIONS% %CLIENT_OPTIONS% %END_OPTION% -cp "%SERVER_JAR%;%CLI_JAR%" chat.charla.cli.demo.Demo %ARGUMENTS%
goto done

:done
set "CODE=%ERRORLEVEL%"
if defined CODE_PAGE chcp %CODE_PAGE% >nul
exit /b %CODE%

:usage
echo Usage: charla ^<command^> [options]
echo.
echo   server    run a server; "server backup" and "server restore" back up and restore
echo             its data
echo   demo      run a server and two clients that exchange messages and check every line
echo   chat      chat in the terminal
echo   send, tail, history, users, rooms, room, whoami, ping, pipe
echo             single commands, for scripts and for interactive use
echo   register, login, logout, accounts, sessions, credentials, token, passwd, recover, invite,
echo   delete-account
echo             an account on a server: its sessions, credentials and access tokens
echo   admin     for the operator of a running server: status, users, backup, notice, audit and more
echo   completion, config, help, version
echo             settings, help and version of the terminal client
echo.
echo charla ^<command^> --help lists the options. Java 17 or newer is needed; the first run
echo also needs Maven. JAVA_HOME, if set, selects the Java installation.
exit /b 0

:wrong_java_home
echo charla: JAVA_HOME is "%JAVA_HOME%", which has no bin\java.exe>&2
exit /b 1

:no_java
echo charla: no java found: install Java 17 or newer, or set JAVA_HOME>&2
exit /b 1

:unknown_java
echo charla: cannot parse the output of "%JAVA%" -version>&2
exit /b 1

:old_java
echo charla: Java 17 or newer is needed, and "%JAVA%" is version %JAVA_VERSION%>&2
exit /b 1

:no_maven
echo charla: Maven (mvn) is needed to build: install Maven 3.8 or newer, and a JDK>&2
exit /b 1

:build_failed
echo charla: the build failed; its output is above>&2
exit /b 1
